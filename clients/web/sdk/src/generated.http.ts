/* eslint max-lines: off, @typescript-eslint/no-empty-object-type: off */
/** HTTP as the hub describes it. Made by `npm run generate`; not edited by hand. */

import type { Actor, Agent, AppealMeasured, AreaName, Attempt, Block, Board, BoardWishes, Certification, Connected, Dwelling, Export, FamilyAct, FamilyMandate, Feedback, Following, FreshnessFound, Heat, Holder, HomeVisit, Hot, Model, ModerationCase, ModerationPerson, MyBlock, MyCase, Named, NoticeCoverage, NoticeHead, NoticePending, NoticePerson, NoticeReceipt, NoticeTitle, OfRate, Offer, Part, Partner, PartnerAsk, PartnerOffer, Post, PostAnswer, PostAuthor, PostComment, PostStep, PostThanks, PostTicket, Proposal, Quality, Residence, Routed, Skipped, Sla, StaffNotice, Standing, Step, ThreeRates, Ticket, Today, VolunteerCall, VolunteerPlace, Waits, Wish, WishClaimer, WishMine, WishPerson, WishShown, WishStep, WishTaken } from './generated'

export type { Actor, Agent, AppealMeasured, AreaName, Attempt, Block, Board, BoardWishes, Certification, Connected, Dwelling, Export, FamilyAct, FamilyMandate, Feedback, Following, FreshnessFound, Heat, Holder, HomeVisit, Hot, Model, ModerationCase, ModerationPerson, MyBlock, MyCase, Named, NoticeCoverage, NoticeHead, NoticePending, NoticePerson, NoticeReceipt, NoticeTitle, OfRate, Offer, Part, Partner, PartnerAsk, PartnerOffer, Post, PostAnswer, PostAuthor, PostComment, PostStep, PostThanks, PostTicket, Proposal, Quality, Residence, Routed, Skipped, Sla, StaffNotice, Standing, Step, ThreeRates, Ticket, Today, VolunteerCall, VolunteerPlace, Waits, Wish, WishClaimer, WishMine, WishPerson, WishShown, WishStep, WishTaken }

export interface Accept {
  version?: number | null
  arrive_by?: string | null
  note?: string
}
export interface Acknowledge {
  version?: number | null
  note?: string
}
export interface AddCalendar {
  name: string
  /**
   * @minItems 7
   * @maxItems 7
   */
  week: WorkingPeriod[][]
  area?: string | null
}
export interface WorkingPeriod {
  opens: string
  closes: string
  duty: boolean
}
export interface AddPerson {
  programme: string
  area: string
  name: string
  id_number: string
  phone?: string
  due_on?: string | null
}
export interface AgreeMandate {
  way?: 'app' | 'desk' | 'visit'
  evidence?: string
}
export interface AgreeProxy {
  way?: 'phone' | 'desk' | 'visit'
}
export interface AnswerPost {
  text: string
}
export interface Appeal {
  text: string
  photo?: string | null
}
export interface AppealCase {
  words: string
  version: number
}
export interface Appearance {
  elder: boolean
  theme: 'light' | 'dark' | 'system'
}
export interface Area {
  id: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  name: string
  path: string[]
  code: string | null
}
export interface AreaDetail {
  id: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  name: string
  path: string[]
  code: string | null
  ancestors: AreaName[]
}
export interface AreaList {
  areas: Area[]
}
export interface AreaRules {
  area: string
  name: string
  may_edit: boolean
  published: RuleSet | null
  draft: RuleSet | null
  skips: SkipCount[]
}
export interface RuleSet {
  id: string
  area: string
  state: 'draft' | 'published' | 'replaced'
  version: number
  rules: Rule[]
  changed_by: string
  changed_at: string
  published_by: string | null
  published_at: string | null
}
export interface Rule {
  id: string
  name: string
  on: boolean
  when: When
  to: ToOrganisation | ToServing | ToDesk | ToDuty
}
export interface When {
  /**
   * @maxItems 50
   */
  categories?: string[]
  /**
   * @maxItems 50
   */
  groups?: string[]
  /**
   * @maxItems 50
   */
  areas?: string[]
  /**
   * @maxItems 50
   */
  words?: string[]
  /**
   * @maxItems 50
   */
  levels?: ('district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling')[]
  firm?: boolean | null
  working?: boolean | null
  urgent?: boolean | null
  /**
   * @maxItems 14
   */
  windows?: Window[]
  outside?: boolean
}
export interface Window {
  /**
   * @minItems 1
   * @maxItems 7
   */
  weekdays: number[]
  since: string
  until: string
}
export interface ToOrganisation {
  organisation: string
  kind: 'organisation'
}
export interface ToServing {
  duty: string
  kind: 'serving'
}
export interface ToDesk {
  level: 'community' | 'street' | 'district'
  kind: 'desk'
}
export interface ToDuty {
  roster: string
  kind: 'duty'
}
export interface SkipCount {
  rule: string
  reason: 'closed' | 'not_serving' | 'complaint' | 'no_desk' | 'nobody_on_duty'
  count: number
}
export interface Arrive {
  version?: number | null
  /**
   * @maxItems 9
   */
  photos?: string[]
  note?: string
}
export interface Ask {
  version?: number | null
  kind: 'extend' | 'hang' | 'exclude'
  reason: string
  more?: PromisedTime | null
}
export interface PromisedTime {
  amount: number
  unit: 'h' | 'd'
}
export interface AskCode {
  phone: string
  district?: string | null
}
export interface AskExport {
  list: string
  filters?: {
    [k: string]: unknown
  }
  columns?: string[] | null
  locale?: 'zh-CN' | 'en' | null
}
export interface AskMandate {
  phone: string
  name: string
  tie: 'son' | 'daughter' | 'grandchild' | 'spouse' | 'sibling' | 'other'
  purpose: string
  until: string
}
export interface AskPartner {
  area: string
  amount: number
  purpose: string
  wish?: number | null
}
export interface AskProxy {
  name: string
  id_number: string
  relation: 'child' | 'spouse' | 'sibling' | 'other'
}
export interface AskVisit {
  reason: 'certification' | 'help'
  area: string
  person?: string | null
  text?: string
}
export interface AskWish {
  kind: 'thing' | 'help' | 'company' | 'repair' | 'learning' | 'health' | 'other'
  text: string
  home: string
  place_text?: string
  /**
   * @maxItems 3
   */
  photos?: string[]
}
export interface AskWishFor {
  kind: 'thing' | 'help' | 'company' | 'repair' | 'learning' | 'health' | 'other'
  text: string
  home: string
  place_text?: string
  /**
   * @maxItems 3
   */
  photos?: string[]
  name: string
  phone?: string
  consent: 'spoken' | 'signed'
}
export interface Attempts {
  attempts: Attempt[]
  places: {
    [k: string]: string
  }
  officials: {
    [k: string]: string
  }
  next: string | null
}
export interface BadRow {
  row: number
  reasons: (
    | 'name_missing'
    | 'name_invalid'
    | 'id_number_missing'
    | 'id_number_invalid'
    | 'id_number_as_number'
    | 'too_young'
    | 'duplicate_in_file'
    | 'area_missing'
    | 'area_unknown'
    | 'area_ambiguous'
    | 'area_not_yours'
    | 'phone_invalid'
    | 'due_on_invalid'
    | 'photo_unmatched'
    | 'photo_twice'
    | 'photo_invalid'
    | 'photo_has_reference'
  )[]
  of: number | null
  photo: boolean
}
export interface BadgeGiven {
  account: string
  kind: 'party' | 'volunteer'
}
export interface BadgeHeld {
  kind: 'party' | 'volunteer'
  by: string
  at: string
}
export interface BadgeHolder {
  account: string
  name: string
  place: string
  badges: BadgeHeld[]
}
export interface BadgeHolders {
  people: BadgeHolder[]
  next: string | null
}
export interface BadgeList {
  account: string
  kinds: ('party' | 'volunteer')[]
}
export interface BlockAccount {
  account: string
  area: string
  reason: string
  until: string
}
export interface BlockList {
  blocks: Block[]
  next: string | null
}
export interface BuildingCoverage {
  building: string
  place: string
  people: number
  reached: number
  read: number
  sent: number
  households: number
  households_read: number
}
export interface Bulk {
  /**
   * @minItems 1
   * @maxItems 200
   */
  tickets: BulkTicket[]
  doing: Doing
  all_or_nothing?: boolean
}
export interface BulkTicket {
  id: string
  version?: number | null
}
export interface Doing {
  action: 'acknowledge' | 'dispatch' | 'assign' | 'start' | 'note' | 'resolve' | 'claim' | 'hand_back'
  text: string
  audience: 'internal' | 'resident'
  organisation: string | null
  account: string | null
}
export interface ButtonSignIn {
  key: string
  transport?: 'cookie' | 'bearer'
}
export interface Calendar {
  id: string
  name: string
  version: number
  week: WorkingPeriod[][]
  days: CalendarDay[]
  uses: CalendarUse[]
  built_to: string | null
  editable: boolean
}
export interface CalendarDay {
  day: string
  note: string
  periods: WorkingPeriod[]
}
export interface CalendarUse {
  kind: 'area' | 'organisation'
  id: string
  name: string
}
export interface CalendarList {
  calendars: Calendar[]
  unknown_years: number[]
}
export interface Call {
  version?: number | null
  /**
   * @minItems 1
   * @maxItems 8
   */
  units: NextOwner[]
  words: string
  report_by?: string | null
}
export interface NextOwner {
  area?: string | null
  organisation?: string | null
}
export interface CallBack {
  version?: number | null
  reached: boolean
  resolved?: boolean | null
  satisfaction?: number | null
  text?: string
}
export interface CallView {
  unit: Holder
  state: 'called' | 'arrived' | 'done' | 'declined' | 'ended'
  called_by: string
  words: string
  called_at: string
  due_at: string
  overdue: boolean
  answered_at: string | null
  answer: string
  person: string
  arrives_at: string | null
  instead: Holder | null
  done_at: string | null
}
export interface CallVolunteers {
  title: string
  text?: string
  area: string
  place: string
  starts_at: string
  ends_at: string
  seats: number
  organisation?: string | null
}
export interface Callback {
  phone: string
}
export interface Called {
  id: string
  at: string
  by: Named
  reached: boolean
  resolved: boolean | null
  satisfaction: number | null
  text: string
}
export interface CalledList {
  calls: Called[]
}
export interface Caller {
  name: string
  phone: string
  account: boolean
}
export interface CallerGiven {
  name?: string
  phone?: string
}
export interface Cancel {}
export interface CancelCall {
  reason: string
  version?: number | null
}
export interface Category {
  key: string
  group: string
  group_en: string
  name: string
  name_en: string
  acknowledge_minutes: number
  respond: PromisedTime
  resolve: PromisedTime
  default_handler: string
  emergency: Emergency | null
  evidence: 'photo' | 'words'
  comes_back: boolean
  urgent: boolean
  about: 'department' | 'property' | 'utility' | 'committee' | 'party' | 'volunteers' | 'operator' | null
}
export interface Emergency {
  text: string
  text_en: string
  phones: string[]
}
export interface CategoryList {
  categories: Category[]
}
export interface Certified {
  way: 'desk' | 'visit'
  evidence: string
  photo?: string | null
}
export interface ChangeModeration {
  version: number
  numbers: boolean
  outer_check: boolean
  reports_urgent: number
  reports_hold: boolean
}
export interface ChangeRules {
  version: number
  /**
   * @maxItems 500
   */
  add?: GivenRule[]
  /**
   * @maxItems 500
   */
  remove?: string[]
}
export interface GivenRule {
  text: string
  reason: string
  /**
   * @maxItems 20
   */
  kinds?: unknown[]
}
export interface Check {
  id: string
  text: string
  text_en: string
  required: boolean
  done: Actor | null
  done_at: string | null
}
export interface Checklist {
  items: Check[]
}
export interface Choice {
  response: 'contacted' | 'words'
  response_of: 'dispatched' | 'organisations'
  resolution_of: 'call_backs' | 'answers'
  satisfied_from: number
  sample_percent: number
}
export interface Circle {
  area: string
  place: string
  property: Organisation[]
  committee: Organisation[]
  utility: Organisation[]
  volunteers: Organisation[]
  party: Organisation[]
  desk: CircleDesk | null
  missing: ('property' | 'committee')[]
  takes_over: CircleDesk | null
}
export interface Organisation {
  id: string
  kind: 'department' | 'property' | 'utility' | 'committee' | 'party' | 'volunteers' | 'operator'
  name: string
  duties: string[]
}
export interface CircleDesk {
  id: string
  name: string
  on_duty: boolean
}
export interface ClaimWish {
  version?: number | null
  organisation?: string | null
}
export interface ClearNotice {
  version?: number | null
  text?: string
}
export interface Close {
  version?: number | null
}
export interface CloseOffer {
  reason: string
  version?: number | null
}
export interface CodeSent {
  expires_in: number
}
export interface ComeToCall {
  code: string
}
export interface Confirm {
  version?: number | null
  satisfaction?: number | null
  text?: string
}
export interface Consent {
  version: number
  way?: 'phone' | 'desk' | 'visit'
}
export interface ConsentText {
  version: number
  text: string
  text_en: string
}
export interface CorrectNotice {
  version?: number | null
  words: {
    [k: string]: NoticeWords
  }
  ask_again?: boolean
  /**
   * @maxItems 9
   */
  photos?: string[]
  /**
   * @maxItems 9
   */
  files?: string[]
}
export interface NoticeWords {
  title: string
  summary: string
  text: string
}
export interface Count {
  all: number
  overdue: number
  unassigned: number
  urgent: number
  waiting: number
  hung: number
  to_call: number
}
export interface Counts {
  mine: Count
  unit: Count
  watching: Count
  own: Count
}
export interface Create {
  area: string
  category: string
  text?: string
  call_me?: boolean
  voice?: string | null
  place_text?: string
  /**
   * @maxItems 9
   */
  photos?: string[]
  position?: TicketsPosition | null
  about?: string | null
}
export interface TicketsPosition {
  lat: number
  lon: number
  metres: number | null
}
export interface Created {
  id: string
  number: number
  version: number
  state: 'reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened'
  category: string
  text: string
  area: string
  path: string[]
  place: string
  place_text: string
  desk: string
  desk_name: string
  holder: Holder
  assignee: Named | null
  reporter: Named | null
  photo_count: number
  practice: boolean
  refusals: number
  satisfaction: number | null
  origin: 'app' | 'phone' | 'visit' | 'hotline' | 'staff' | 'post' | 'task'
  filed_by?: Named | null
  staff_only?: boolean
  urgent?: boolean
  complaint_about?: string | null
  parent?: string | null
  open_children?: number
  open_calls?: number
  partners?: Partner[]
  decided?: boolean
  decider?: string | null
  merged_into?: string | null
  followers?: number
  following?: boolean
  call_me?: boolean
  phoned_at?: string | null
  voice_seconds?: number
  repeats?: number
  pool?: 'offered' | 'taken' | null
  extensions?: number
  excluded?: boolean
  asked_for?: 'extend' | 'hang' | 'exclude' | null
  created_at: string
  updated_at: string
  acknowledge_by: string
  respond_by?: string | null
  resolve_by: string
  next_by?: string | null
  responded_at?: string | null
  accepted_at?: string | null
  waiting_since?: string | null
  hung_until?: string | null
  asked_again_at?: string | null
  acknowledged_at: string | null
  resolved_at: string | null
  closed_at: string | null
  emergency?: Emergency | null
}
export interface Day {
  area: string
  name: string
  level: string
  day: string
  minutes: number
  moments: Moment[]
}
export interface Moment {
  area: string
  at: string
  open: {
    [k: string]: number
  }
  categories: {
    [k: string]: number
  }
  open_total: number
  overdue: number
  practice: number
  tasks: number
  tasks_overdue: number
  today: Today
  arrivals: number[]
  waits: Waits
  sla: Sla
  hot: Hot[]
  heat: Heat[]
  parts: Part[]
}
export interface Decide {
  version?: number | null
  approve: boolean
  text?: string
}
export interface DecideCase {
  step: 'published' | 'kept' | 'hidden' | 'undone' | 'restored' | 'refused'
  reason?: string
  version: number
}
export interface DecideProposal {
  accept: boolean
  note?: string
  version?: number | null
}
export interface DeclareGroup {}
export interface DeclineNotice {
  version?: number | null
  reason: string
}
export interface Define {
  choice: Choice
  reason: string
  version: number
}
export interface Definition {
  version: number
  choice: Choice
  reason: string
  changed_at: string | null
}
export interface DefinitionList {
  definitions: Definition[]
}
export interface DemoSignIn {
  key: string
  name: string
  role:
    | 'resident'
    | 'family_agent'
    | 'grid_officer'
    | 'community_clerk'
    | 'community_secretary'
    | 'street_clerk'
    | 'dept_handler'
    | 'property_dispatcher'
    | 'property_worker'
    | 'committee'
    | 'volunteer'
    | 'cert_reviewer'
    | 'moderator'
    | 'district_coord'
    | 'official_viewer'
    | 'platform_operator'
    | 'auditor'
  note: string
}
export interface DemoSignIns {
  sign_ins: DemoSignIn[]
}
export interface DeskOffer {
  id: string
  state: 'open' | 'taken' | 'over'
  category: string
  text: string
  place: string
  area: string
  urgent: boolean
  offered_at: string
  since: string
  organisations: Named[]
  taken_by: Named | null
  organisation: string | null
}
export interface DeskOffers {
  offers: DeskOffer[]
}
export interface DeskWishes {
  wishes: Wish[]
  next: string | null
}
export interface DigestChoice {
  hour: number | null
}
export interface DigestStanding {
  hour: number | null
  next_at: string | null
}
export interface Dispatch {
  version?: number | null
  organisation?: string | null
  account?: string | null
  note?: string
}
export interface DistrictName {
  id: string
  name: string
}
export interface Door {
  code: string
  area: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  place: string
}
export interface DoorSheet {
  estate: string
  name: string
  doors: Door[]
}
export interface DraftCaller {
  name: string
  phone: string
}
export interface DraftList {
  drafts: DeskDraft[]
}
export interface DeskDraft {
  about: string
  version: number
  text: string
  fields: {
    [k: string]: unknown
  }
  photos: string[]
  caller: DraftCaller | null
  updated_at: string
}
export interface Edit {
  /**
   * @maxItems 200
   */
  shifts: Shift[]
  version?: number | null
}
export interface Shift {
  weekday?: number | null
  day?: string | null
  since: string
  until: string
  person: string
  deputy?: string | null
}
export interface EditCalendarDay {
  periods: WorkingPeriod[] | null
  note?: string
}
export interface EditCalendarUse {
  area?: string | null
  organisation?: string | null
  calendar: string | null
}
export interface EditCalendarWeek {
  /**
   * @minItems 7
   * @maxItems 7
   */
  week: WorkingPeriod[][]
  version: number
}
export interface EditHolidays {
  /**
   * @maxItems 120
   */
  days: Holiday[]
}
export interface Holiday {
  day: string
  working: boolean
  name: string
}
export interface EditNotice {
  kind: 'notice' | 'policy' | 'alert'
  /**
   * @minItems 1
   * @maxItems 20
   */
  areas: string[]
  /**
   * @maxItems 8
   */
  groups?: string[]
  words: {
    [k: string]: NoticeWords
  }
  must_read?: boolean
  publish_at?: string | null
  expires_at?: string | null
  /**
   * @maxItems 9
   */
  photos?: string[]
  /**
   * @maxItems 9
   */
  files?: string[]
  version?: number | null
}
export interface EditWish {
  version?: number | null
  kind: 'thing' | 'help' | 'company' | 'repair' | 'learning' | 'health' | 'other'
  text: string
}
export interface EndVisit {
  note?: string
  version?: number | null
}
export interface Escalate {
  version?: number | null
  reason: string
}
export interface EstateTickets {
  tickets: Similar[]
  next: string | null
}
export interface Similar {
  id: string
  category: string
  area: string
  place: string
  state: 'reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened'
  created_at: string
  followers: number
  own?: boolean
  following?: boolean
  number?: number | null
  text?: string | null
  score?: number | null
}
export interface ExportColumn {
  key: string
  title: string
}
export interface ExportListInfo {
  name: string
  title: string
  columns: ExportColumn[]
  filters: string[]
}
export interface ExportLists {
  lists: ExportListInfo[]
}
export interface Exports {
  exports: Export[]
}
export interface FamilyActs {
  acts: FamilyAct[]
  next: string | null
}
export interface FamilyMandates {
  acting: FamilyMandate[]
  mine: FamilyMandate[]
}
export interface FamilyProxies {
  proxies: FamilyProxy[]
}
export interface FamilyProxy {
  id: string
  account: string
  name: string
  relation: 'child' | 'spouse' | 'sibling' | 'other'
  asked_at: string
  agreed: boolean
}
export interface FeedArea {
  id: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  name: string
  verified: boolean
  topic: string
}
export interface FeedPage {
  posts: Post[]
  photos: Photo[]
  liked: string[]
  next: string | null
}
export interface Photo {
  id: string
  width: number
  height: number
  bytes: number
  url: string
  preview_url: string
  position: MediaPosition | null
  notes: ('blurred' | 'dark' | 'bright')[]
  created_at: string
}
export interface MediaPosition {
  lat: number
  lon: number
}
export interface FeedRule {
  area: string
  answer_minutes: number
}
export interface FeedStanding {
  areas: FeedArea[]
  name: NeighbourName
  shown: Neighbour | null
}
export interface NeighbourName {
  display_name: string
  real_name: boolean
}
export interface Neighbour {
  account: string
  name: string
  neighbour_name: string
  verified: boolean
  badges: ('party' | 'volunteer')[]
}
export interface FeedbackCounts {
  new: number
  answered: number
  closed: number
}
export interface FeedbackList {
  feedback: Feedback[]
  next: string | null
}
export interface FiguresList {
  organisations: OrganisationFigures[]
  days: number
}
export interface OrganisationFigures {
  id: string
  kind: 'department' | 'property' | 'utility' | 'committee' | 'party' | 'volunteers' | 'operator'
  name: string
  open: number
  to_send: number
  accept_overdue: number
  overdue: number
  refused: number
  done: number
  accept_minutes: number | null
  finish_minutes: number | null
}
export interface FileAmongStaff {
  area: string
  category: string
  text?: string
  call_me?: boolean
  voice?: string | null
  place_text?: string
  /**
   * @maxItems 9
   */
  photos?: string[]
  position?: TicketsPosition | null
  about?: string | null
}
export interface FileFor {
  area: string
  category: string
  text?: string
  call_me?: boolean
  voice?: string | null
  place_text?: string
  /**
   * @maxItems 9
   */
  photos?: string[]
  position?: TicketsPosition | null
  about?: string | null
  origin: 'phone' | 'visit' | 'hotline'
  caller?: CallerGiven | null
}
export interface FileLink {
  id: string
  name: string
  bytes: number
  url: string
}
export interface Filter {
  states?: ('reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened')[] | null
  category?: string | null
  area?: string | null
  words?: string | null
  number?: number | null
  assignee?: 'me' | 'none' | null
  overdue?: boolean | null
  urgent?: boolean | null
  waiting?: boolean | null
  hung?: boolean | null
  to_call?: boolean | null
}
export interface FindMandates {
  phone: string
}
export interface FindPerson {
  id_number: string
}
export interface FinishPart {
  version?: number | null
  words?: string
}
export interface Follow {
  text?: string
  /**
   * @maxItems 9
   */
  photos?: string[]
}
export interface FollowedThing {
  kind: 'post' | 'area'
  thing: string
  title: string
  since: string
}
export interface FollowedThings {
  things: FollowedThing[]
  next: string | null
}
export interface FoundAreas {
  areas: AreaDetail[]
}
export interface FulfilWish {
  version?: number | null
  text?: string
  /**
   * @maxItems 3
   */
  photos?: string[]
}
export interface Gap {
  since: string
  until: string
}
export interface Geometry {
  area: string
  source: 'schematic' | 'survey'
  shapes: Shape[]
  origin: MapOrigin | null
}
export interface Shape {
  id: string
  name: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  path: string[]
  rings: unknown[][][]
}
export interface MapOrigin {
  west: number
  north: number
  east: number
  south: number
}
export interface GiveBack {
  version?: number | null
  reason?: string
}
export interface GivePartner {
  amount: number
  answer?: string
  version?: number | null
}
export interface Gone {
  id: string
}
export interface GrantArea {
  id: string
  level: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'
  name: string
  path: string[]
}
export interface HandBack {
  version?: number | null
  reason?: string
}
export interface HandDown {
  version?: number | null
  reason: string
  area?: string | null
}
export interface HandOverPartner {
  note?: string
  version?: number | null
}
export interface Handler {
  id: string
  kind: string
  name: string
  suggested: boolean
}
export interface HolidayYear {
  year: number
  source: 'library' | 'edited' | 'unknown'
  days: Holiday[]
}
export interface HomeVisits {
  visits: HomeVisit[]
  next: string | null
}
export interface HostSignIn {
  token: string
  district?: string | null
  transport?: 'cookie' | 'bearer'
}
export interface HotPlace {
  area: string
  place: string
  count: number
  open: number
  kinds: {
    [k: string]: number
  }
}
export interface HotPlaces {
  places: HotPlace[]
}
export interface ImportReport {
  id: string | null
  name: string
  programme: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | null
  rows: number
  good: number
  bad_rows: number
  bad: BadRow[]
  at: number
  added: number
  changed: number
  same: number
  photos: number
  photos_at: number
  photos_kept: number
  reason: string | null
  created_at: string | null
}
export interface ImportReports {
  imports: ImportReport[]
}
export interface Inbox {
  messages: InboxMessage[]
}
export interface InboxMessage {
  id: string
  at: string
  channel: 'sms' | 'voice' | 'chat' | 'push'
  to: string
  name: string
  text: string
}
export interface Item {
  id: string
  text: string
  text_en: string
  required: boolean
}
export interface ItemList {
  items: Item[]
}
export interface JointItem {
  ticket: Ticket
  reasons: ('calls_overdue' | 'refused' | 'overdue' | 'hung' | 'many_units')[]
  by_hand: boolean
  why: string
  outcome: string
  met_at: string | null
}
export interface JointList {
  items: JointItem[]
  next: string | null
}
export interface LaneList {
  tickets: LaneTicket[]
  counts: {
    [k: string]: number
  }
  next: string | null
}
export interface LaneTicket {
  ticket: Ticket
  turn: Turn
  lane: 'to_send' | 'accepted' | 'working' | 'refused' | 'done' | 'overdue'
  overdue: boolean
  confirmed: boolean
  step: Step | null
}
export interface Turn {
  organisation: string
  given_at: string
  accept_by: string
  accepted_at: string | null
  arrive_by: string | null
  arrived_at: string | null
  finished_at: string | null
  ended_at: string | null
  refused: boolean
}
export interface LiftBlock {
  reason: string
  version: number
}
export interface Liked {
  post: string
  liked: boolean
}
export interface Linkage {
  calls: CallView[]
  children: SubTask[]
  parent: SubTask | null
  decider: Holder
}
export interface SubTask {
  id: string
  number: number
  state: 'reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened'
  holder: Holder
  text: string
  resolve_by: string
  closed_at: string | null
  may_send_back: boolean
}
export interface LiveTicket {
  ticket: string
  expires_in: number
}
export interface Look {
  reason: 'call_back' | 'visit' | 'verify' | 'emergency'
}
export interface Macro {
  id: string
  owner: Owner
  name: string
  version: number
  mine: boolean
  body: MacroBody
}
export interface Owner {
  kind: 'person' | 'unit' | 'district'
  id: string | null
}
export interface MacroBody {
  /**
   * @minItems 1
   * @maxItems 10
   */
  steps: Doing[]
}
export interface MacroList {
  macros: Macro[]
}
export interface MakeDoor {
  area: string
}
export interface MakeDoors {
  estate: string
}
export interface MakeOffer {
  version?: number | null
  /**
   * @maxItems 20
   */
  organisations?: string[]
  text: string
}
export interface MandateAsked {
  mandate: FamilyMandate
  expires_in: number
}
export interface MandateCode {
  code: string
}
export interface MandateList {
  mandates: FamilyMandate[]
  next: string | null
}
export interface Me {
  id: string
  kind: 'resident' | 'staff'
  name: string
  locale: 'zh-CN' | 'en'
  practice: boolean
  second_factor: boolean
  district: DistrictName
  grants: MyGrant[]
  residences: Residence[]
  look: Appearance | null
  binding: boolean
}
export interface MyGrant {
  role:
    | 'resident'
    | 'family_agent'
    | 'grid_officer'
    | 'community_clerk'
    | 'community_secretary'
    | 'street_clerk'
    | 'dept_handler'
    | 'property_dispatcher'
    | 'property_worker'
    | 'committee'
    | 'volunteer'
    | 'cert_reviewer'
    | 'moderator'
    | 'district_coord'
    | 'official_viewer'
    | 'platform_operator'
    | 'auditor'
  area: GrantArea
  organisation: OrganisationName | null
}
export interface OrganisationName {
  id: string
  kind: 'department' | 'property' | 'utility' | 'committee' | 'party' | 'volunteers' | 'operator'
  name: string
}
export interface Mentionable {
  id: string
  name: string
  verified: boolean
  badges: ('party' | 'volunteer')[]
  unit: string | null
}
export interface MentionableList {
  people: Mentionable[]
}
export interface Merge {
  version?: number | null
  into: string
  text?: string
}
export interface ModerationCounts {
  held: number
  reported: number
  appealed: number
}
export interface ModerationDetail {
  case: ModerationCase
  words: string
  photos: Photo[]
  gone: boolean
  steps: ModerationStep[]
  reports: ThingReport[]
  may_decide: boolean
  blocked_until: string | null
}
export interface ModerationStep {
  step:
    | 'checking'
    | 'held'
    | 'passed'
    | 'reported'
    | 'opened'
    | 'pulled'
    | 'published'
    | 'kept'
    | 'hidden'
    | 'undone'
    | 'appealed'
    | 'restored'
    | 'refused'
    | 'redacted'
  state: 'checking' | 'held' | 'clear' | 'reported' | 'hidden' | 'appealed' | 'final'
  by: ModerationPerson | null
  reason: string
  at: string
}
export interface ThingReport {
  reason: 'advert' | 'abuse' | 'privacy' | 'untrue' | 'danger' | 'other'
  words: string
  at: string
}
export interface ModerationFound {
  id: string
  name: string
  called: string
  place: string
}
export interface ModerationList {
  cases: ModerationCase[]
  next: string | null
}
export interface ModerationPeople {
  people: ModerationFound[]
}
export interface ModerationRule {
  id: string
  text: string
  kinds: string[]
  reason: string
  created_by: ModerationPerson | null
  created_at: string
}
export interface ModerationRules {
  settings: ModerationSettings
  rules: ModerationRule[]
  kinds: string[]
}
export interface ModerationSettings {
  version: number
  numbers: boolean
  outer_check: boolean
  reports_urgent: number
  reports_hold: boolean
}
export interface Move {
  was: string
  becomes: string
  count: number
  examples: number[]
}
export interface MyCases {
  cases: MyCase[]
  blocks: MyBlock[]
  next: string | null
}
export interface MyNotice {
  notice: NoticeHead
  receipt: NoticeReceipt | null
}
export interface MyNotices {
  notices: MyNotice[]
  next: string | null
  unread: number
  topics: string[]
}
export interface MyWishes {
  wishes: WishMine[]
  next: string | null
}
export interface Note {
  version?: number | null
  text: string
  audience?: 'internal' | 'resident'
}
export interface NoticeCoverages {
  total: NoticeCoverage
  buildings: BuildingCoverage[]
}
export interface NoticeDesk {
  notice: StaffNotice
  editions: NoticeEdition[]
  photos: Photo[]
  files: FileLink[]
  may: ('edit' | 'submit' | 'approve' | 'decline' | 'correct' | 'clear' | 'withdraw')[]
}
export interface NoticeEdition {
  number: number
  words: {
    [k: string]: NoticeWords
  }
  ask_again: boolean
  published_at: string | null
}
export interface NoticeDoor {
  dwelling: string
  building: string
  place: string
  people: number
  sent: number
}
export interface NoticeDoors {
  doors: NoticeDoor[]
  next: string | null
}
export interface NoticeGroup {
  key: string
  name: string
  name_en: string
  declared: boolean
  mine: boolean
}
export interface NoticeGroups {
  groups: NoticeGroup[]
}
export interface NoticePage {
  notice: NoticeHead
  receipt: NoticeReceipt | null
  words: {
    [k: string]: NoticeWords
  }
  photos: Photo[]
  files: FileLink[]
  editions: NoticeEdition[]
}
export interface NoticeReach {
  households: number
  people: number
  wide: boolean
}
export interface NoticeReached {}
export interface NoticeStepAsked {
  version?: number | null
}
export interface Numbered {
  id: string
  number: number
}
export interface OfDraft {
  version: number
}
export interface OfferResource {
  organisation: string
  kind: 'room' | 'goods' | 'hours' | 'money'
  title: string
  text?: string
  unit: string
  total: number
  /**
   * @minItems 1
   * @maxItems 10
   */
  areas: string[]
  ends_at: string
}
export interface Offers {
  offers: Offer[]
  next: string | null
}
export interface OnDuty {
  person: DutyPerson
  deputy: DutyPerson | null
}
export interface DutyPerson {
  id: string
  name: string
}
export interface OpenCase {
  kind: string
  subject: string
}
export interface OpenPage {
  path: string
}
export interface OpenTask {
  version?: number | null
  text: string
  to?: NextOwner | null
  area?: string | null
  category?: string | null
  place_text?: string
  resolve_by?: string | null
  staff_only?: boolean
}
export interface OrganisationList {
  organisations: Organisation[]
}
export interface Outcome {
  ticket: string
  done: boolean
  version: number | null
  code: string
  detail: string
}
export interface Outcomes {
  done: number
  results: Outcome[]
}
export interface PageTicket {
  ticket: string
  expires_in: number
}
export interface PartnerAskItem {
  ask: PartnerAsk
  may: ('close' | 'ask' | 'give' | 'refuse' | 'hand_over' | 'withdraw' | 'thank')[]
}
export interface PartnerOfferPage {
  offer: PartnerOffer
  asks: PartnerAskItem[]
  may: ('close' | 'ask' | 'give' | 'refuse' | 'hand_over' | 'withdraw' | 'thank')[]
}
export interface PartnerOffers {
  offers: PartnerOffer[]
  next: string | null
}
export interface PasswordSignIn {
  username: string
  password: string
  totp?: string | null
  recovery?: string | null
  transport?: 'cookie' | 'bearer'
}
export interface PersonDetail {
  person: RosterPerson
  attempts: Attempt[]
  officials: {
    [k: string]: string
  }
}
export interface RosterPerson {
  standing: Standing
  name: string
  id_number: string
  place: string
  programme_name: string
  mine: boolean
}
export interface Phone {
  version?: number | null
}
export interface PhoneSignIn {
  phone: string
  code: string
  name?: string | null
  district?: string | null
  transport?: 'cookie' | 'bearer'
}
export interface PostDetail {
  post: Post
  photos: Photo[]
  liked: boolean
  comments: PostComment[]
  steps: PostStep[]
  may: ('like' | 'comment' | 'delete' | 'ask' | 'answer' | 'ticket')[]
  categories: Category[]
}
export interface PostToTicket {
  category: string
  area?: string | null
}
export interface Preview {
  texts: string[]
  ticket: Ticket
}
export interface Programme {
  id: string
  version: number
  key: string
  name: string
  name_en: string
  least_age: number | null
  every_months: number
  notice_days: number
  grace_days: number
  freshness: ('newspaper' | 'code')[]
  newspaper_days: number
  most_tries: number
  keep_reference: boolean
  gateway: boolean
  authority: string | null
  search_purpose: string | null
}
export interface Programmes {
  programmes: Programme[]
}
export interface PromisePreview {
  at: string
  until: string
  seconds: number
}
export interface ProposalDetail {
  proposal: Proposal
  person: RosterPerson
}
export interface Proposals {
  proposals: Proposal[]
  persons: {
    [k: string]: RosterPerson
  }
  officials: {
    [k: string]: string
  }
  next: string | null
}
export interface ProposePause {
  reason: string
}
export interface ProposeVisit {
  day: string
  part: 'morning' | 'afternoon'
  version?: number | null
}
export interface ProxyAsked {
  asked: boolean
}
export interface PublishWish {
  version?: number | null
  text: string
  /**
   * @maxItems 3
   */
  photos?: string[]
}
export interface PutDraft {
  version: number
  text?: string
  fields?: {
    [k: string]: unknown
  }
  /**
   * @maxItems 9
   */
  photos?: string[]
  caller?: DraftCaller | null
}
export interface PutItem {
  id?: string | null
  text: string
  text_en?: string
  required?: boolean
}
export interface PutItems {
  /**
   * @maxItems 20
   */
  items: PutItem[]
}
export interface PutMacro {
  owner: Owner
  name: string
  body: MacroBody
  version?: number | null
}
export interface PutOn {
  version?: number | null
  reason: string
}
export interface PutProgramme {
  version: number
  name: string
  name_en: string
  least_age?: number | null
  every_months?: number
  notice_days?: number
  grace_days?: number
  freshness?: ('newspaper' | 'code')[]
  newspaper_days?: number
  most_tries?: number
  keep_reference?: boolean
  gateway?: boolean
  authority?: string | null
  search_purpose?: string | null
}
export interface PutSection {
  position: number
  icon: string
  name: string
  name_en: string
  state: 'open' | 'soon' | 'hidden'
  address?: string
}
export interface PutTemplate {
  owner: Owner
  name: string
  body: TemplateBody
  version?: number | null
}
export interface TemplateBody {
  zh: string
  en: string
}
export interface PutView {
  owner: Owner
  name: string
  body: ViewBody
  version?: number | null
}
export interface ViewBody {
  list: 'mine' | 'unit' | 'watching' | 'own'
  filter: Filter
  sort: 'next' | 'new' | null
  /**
   * @maxItems 30
   */
  columns: unknown[]
}
export interface Question {
  version?: number | null
  text: string
}
export interface QueueCounts {
  review: number
  refusing: number
  appealed: number
  oldest: string | null
}
export interface QuietHours {
  begin: number
  end: number
}
export interface Rate {
  version?: number | null
  satisfaction: number
  text?: string
}
export interface RateRow {
  kind: 'total' | 'desk' | 'organisation' | 'area' | 'category'
  id: string | null
  category: string | null
  name: string
  name_en: string
  level: string | null
  received: number
  response: Share
  resolution: Share
  satisfaction: Share
  pending: number
  excluded: number
  extended: number
  hung: number
  reopened: number
  practice: number
  merged: number
  internal: number
}
export interface Share {
  ok: number
  of: number
  share: number | null
}
export interface RateTable {
  area: string
  area_name: string
  first: string
  last: string
  by: 'unit' | 'level' | 'category'
  definition: Definition
  total: RateRow
  rows: RateRow[]
}
export interface ReadNotice {
  edition: number
}
export interface ReadTold {
  lines?: string[] | null
}
export interface RecoveryCodes {
  codes: string[]
}
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}
export interface RedactPhoto {
  /**
   * @minItems 1
   * @maxItems 50
   */
  rectangles: Rectangle[]
  reason: string
}
export interface Refusal {
  reason: string
}
export interface RefusePartner {
  reason: string
  version?: number | null
}
export interface Rehearsal {
  tickets: number
  truncated: boolean
  unmatched: number
  rules: RuleOutcome[]
  changed: number
  changes: Move[]
}
export interface RuleOutcome {
  rule: string
  name: string
  area: string
  taken: number
  skipped: {
    [k: string]: number
  }
  examples: number[]
}
export interface Rehearse {
  rules?: Rule[] | null
  days?: number
}
export interface Reject {
  version?: number | null
  reason: string
  next: NextOwner
}
export interface Rendered {
  text: string
}
export interface Reopen {
  version?: number | null
  reason: string
}
export interface Repeat {
  area: string | null
  place: string
  group: string
  reporter: Named | null
  category: string
  count: number
  open: number
  last_at: string
  tickets: Numbered[]
}
export interface RepeatList {
  repeats: Repeat[]
  next: string | null
}
export interface ReplyTemplate {
  id: string
  owner: Owner
  name: string
  version: number
  mine: boolean
  body: TemplateBody
}
export interface ReportIn {
  version?: number | null
  words?: string
  person?: string
  arrives_at?: string | null
}
export interface ReportThing {
  kind: string
  subject: string
  reason: 'advert' | 'abuse' | 'privacy' | 'untrue' | 'danger' | 'other'
  words?: string
}
export interface Reported {
  kind: string
  subject: string
}
export interface Request {
  id: string
  ticket: string
  number: number
  place: string
  kind: 'extend' | 'hang' | 'exclude'
  reason: string
  more: PromisedTime | null
  asked_by: Named
  asked_unit: string
  asked_at: string
  state: 'open' | 'approved' | 'refused' | 'withdrawn'
  decided_by: Named | null
  decided_at: string | null
  answer: string
  due: string | null
}
export interface RequestList {
  requests: Request[]
  next: string | null
}
export interface ResidenceList {
  residences: Residence[]
  next: string | null
}
export interface Resolve {
  version?: number | null
  text: string
  /**
   * @maxItems 9
   */
  photos?: string[]
  /**
   * @maxItems 9
   */
  before?: string[]
}
export interface Resolved {
  area: AreaDetail
  matched: string
  rest: string
}
export interface ReviewSheet {
  attempt: Attempt
  person: RosterPerson
  photo: Photo | null
  second_photo: Photo | null
  reference: Photo | null
  twin: RosterPerson | null
  twin_reference: Photo | null
  earlier: Attempt[]
  decides: ('pass' | 'retake' | 'refuse')[]
  officials: {
    [k: string]: string
  }
}
export interface ReviewVerdict {
  verdict: 'pass' | 'retake' | 'refuse'
  note?: string
  version?: number | null
}
export interface Roster {
  unit: Unit
  id: string | null
  version: number | null
  shifts: ShiftView[]
  now: OnDuty | null
  gaps: Gap[]
  people: DutyPerson[]
  may_edit: boolean
}
export interface Unit {
  kind: 'desk' | 'organisation'
  id: string
  name: string
}
export interface ShiftView {
  weekday: number | null
  day: string | null
  since: string
  until: string
  person: DutyPerson
  deputy: DutyPerson | null
}
export interface RosterPersons {
  persons: RosterPerson[]
  next: string | null
}
export interface RuleSets {
  sets: RuleSet[]
}
export interface RunMacro {
  ticket: string
  version?: number | null
  /**
   * @maxItems 9
   */
  photos?: string[]
}
export interface Say {
  kind: 'praise' | 'complaint' | 'suggestion' | 'bug'
  text: string
  area?: string | null
  page?: string
  phone?: string
}
export interface SecondFactor {
  secret: string
  uri: string
}
export interface SecondFactorCode {
  code: string
}
export interface Section {
  key: string
  position: number
  icon: string
  name: string
  name_en: string
  state: 'open' | 'soon' | 'hidden'
  address: string
  area: string | null
}
export interface Sections {
  sections: Section[]
}
export interface Seen {
  name: string
  phone: string
}
export interface SendBack {
  version?: number | null
  reason: string
}
export interface SessionInfo {
  account: Me
  expires_at: string
  token?: string | null
}
export interface SetFeedRule {
  answer_minutes: number
}
export interface Settle {
  version?: number | null
  outcome: string
  holder?: NextOwner | null
  /**
   * @maxItems 8
   */
  tasks?: OpenTask[]
}
export interface SimilarList {
  tickets: Similar[]
}
export interface Split {
  version?: number | null
  reason: string
}
export interface Spoke {
  note?: string
  version?: number | null
}
export interface StaffNotices {
  notices: StaffNotice[]
  next: string | null
}
export interface Start {
  version?: number | null
  note?: string
}
export interface StillGood {
  version?: number | null
  good: boolean
  text?: string
}
export interface StoredFile {
  id: string
  name: string
  bytes: number
}
export interface Submit {
  photo: string
  freshness: 'newspaper' | 'code'
  second_photo?: string | null
}
export interface Suggestion {
  category: string
  why: 'words' | 'mine' | 'near'
}
export interface Suggestions {
  suggestions: Suggestion[]
}
export interface Take {}
export interface TakeOff {
  version?: number | null
  reason: string
}
export interface TakeOver {
  version?: number | null
  reason: string
}
export interface TakenWishes {
  wishes: WishTaken[]
  next: string | null
}
export interface TemplateList {
  templates: ReplyTemplate[]
  variables: string[]
}
export interface ThankPartner {
  text: string
  share?: boolean
  version?: number | null
}
export interface ThankVolunteers {
  text: string
  share?: boolean
  version?: number | null
}
export interface ThankWish {
  version?: number | null
  text?: string
  /**
   * @maxItems 3
   */
  photos?: string[]
  share?: boolean
  post?: boolean
}
export interface Tick {
  version?: number | null
  done?: boolean
}
export interface TicketDetail {
  ticket: Ticket
  photos: Photo[]
  voice: Voice | null
  position: TicketsPosition | null
  before: Photo[]
  evidence: Photo[]
  timeline: Step[]
  actions: (
    | 'acknowledge'
    | 'dispatch'
    | 'start'
    | 'note'
    | 'resolve'
    | 'confirm'
    | 'reopen'
    | 'reject'
    | 'rate'
    | 'still_good'
    | 'recur'
    | 'claim'
    | 'hand_back'
    | 'take_over'
    | 'ask'
    | 'extend'
    | 'hang'
    | 'exclude'
    | 'decline'
    | 'call'
    | 'report_in'
    | 'turn_down'
    | 'finish_part'
    | 'open_task'
    | 'escalate'
    | 'hand_down'
    | 'question'
    | 'answer'
    | 'put_on'
    | 'take_off'
    | 'settle'
    | 'accept'
    | 'arrive'
    | 'offer'
    | 'withdraw_offer'
    | 'give_back'
    | 'call_back'
    | 'phone'
    | 'spoke'
    | 'merge'
    | 'split'
  )[]
  handlers: Handler[]
  colleagues: Named[]
}
export interface Voice {
  id: string
  seconds: number
  container: 'webm' | 'ogg' | 'mp4' | 'mp3'
  url: string
  created_at: string
}
export interface TicketList {
  tickets: Ticket[]
  next: string | null
}
export interface TicketPost {
  post: Post | null
}
export interface ToCall {
  ticket: Ticket
  why: 'dissatisfied' | 'caller' | 'elder' | 'sample'
  tries: number
}
export interface ToCallList {
  tickets: ToCall[]
  next: string | null
}
export interface ToldAbout {
  kind: string
  thing: string
  within: string | null
}
export interface ToldChoices {
  quiet: QuietHours | null
  mentions: boolean
}
export interface ToldLine {
  id: string
  kind: 'line' | 'notice'
  text: string
  text_en: string
  about: ToldAbout | null
  because: ToldAbout | null
  at: string
  read: boolean
}
export interface ToldPage {
  lines: ToldLine[]
  next: string | null
  unread: number
}
export interface ToldUnread {
  unread: number
}
export interface TopicCount {
  topic: string
  posts: number
}
export interface TopicCounts {
  topics: TopicCount[]
}
export interface TriedRules {
  looked_at: number
  held: number
  examples: string[]
}
export interface TryCode {
  code: string
  expires_in: number
}
export interface TryRules {
  /**
   * @minItems 1
   * @maxItems 500
   */
  rules: GivenRule[]
}
export interface TurnDown {
  version?: number | null
  reason: string
  instead: NextOwner
}
export interface UnitOnDuty {
  unit: Unit
  roster: string
  now: OnDuty | null
}
export interface UnitsOnDuty {
  units: UnitOnDuty[]
}
export interface Unmasked {
  name: string
  id_number: string
  phone: string
}
export interface View {
  id: string
  owner: Owner
  name: string
  version: number
  mine: boolean
  body: ViewBody
  count: number
}
export interface ViewList {
  views: View[]
}
export interface VolunteerCallPage {
  call: VolunteerCall
  mine: VolunteerPlace | null
  code: string | null
  names: VolunteerName[]
}
export interface VolunteerName {
  account: string
  name: string
  state: 'signed' | 'waiting' | 'present' | 'left'
  signed_at: string
  present_at: string | null
  minutes: number
}
export interface VolunteerCalls {
  calls: VolunteerCall[]
  mine: VolunteerPlace[]
  next: string | null
}
export interface VolunteerHours {
  minutes: number
  calls: number
}
export interface WechatBinding {
  code: string
}
export interface WechatSignIn {
  code: string
  district?: string | null
  transport?: 'cookie' | 'bearer'
}
export interface WechatStanding {
  offered: boolean
  since: string | null
}
export interface WishContact {
  name: string
  phone: string
  place: string
}
export interface WishCounts {
  asked: number
  open: number
  waiting: number
  claimed: number
  fulfilled: number
  thanked: number
  raised: number
}
export interface WishPage {
  wish: WishSeen
  photos: WishPhoto[]
  actions: (
    | 'edit'
    | 'publish'
    | 'give_back'
    | 'refuse'
    | 'claim'
    | 'contacted'
    | 'release'
    | 'take_back'
    | 'fulfil'
    | 'not_yet'
    | 'thank'
    | 'withdraw'
    | 'contact'
  )[]
  organisations: WishPerson[]
  steps: WishStep[]
}
export interface WishSeen {
  shown: WishShown | null
  mine: WishMine | null
  taken: WishTaken | null
  desk: Wish | null
}
export interface WishPhoto {
  id: string
  width: number
  height: number
  url: string
  preview_url: string
  purpose: 'ask' | 'done' | 'thanks'
  shown: boolean
}
export interface WishReason {
  version?: number | null
  text: string
}
export interface WishRules {
  contact_days: number
  grant_days: number
  remind_days: number
  street_days: number
  district_days: number
  close_days: number
  claims_per_account: number
  claims_per_organisation: number
  wishes_per_asker: number
}
export interface WishVersion {
  version?: number | null
}
export interface WishWall {
  wishes: WishShown[]
  next: string | null
}
export interface WithdrawNotice {
  version?: number | null
  reason: string
}
export interface WithdrawOffer {
  version?: number | null
  note?: string
}
export interface WithdrawPartner {
  version?: number | null
}
export interface WriteComment {
  text: string
  parent?: string | null
  /**
   * @maxItems 5
   */
  mentions?: string[]
}
export interface WriteNotice {
  kind: 'notice' | 'policy' | 'alert'
  /**
   * @minItems 1
   * @maxItems 20
   */
  areas: string[]
  /**
   * @maxItems 8
   */
  groups?: string[]
  words: {
    [k: string]: NoticeWords
  }
  must_read?: boolean
  publish_at?: string | null
  expires_at?: string | null
  /**
   * @maxItems 9
   */
  photos?: string[]
  /**
   * @maxItems 9
   */
  files?: string[]
}
export interface WritePost {
  area: string
  text: string
  /**
   * @maxItems 9
   */
  photos?: string[]
  /**
   * @maxItems 5
   */
  topics?: string[]
  /**
   * @maxItems 5
   */
  mentions?: string[]
  to_community?: boolean
  place?: string | null
  place_text?: string
}
export interface AccountsRoutesClaim {
  dwelling: string
  kind: 'owner' | 'tenant' | 'family'
  until?: string | null
}
export interface FeedbackAnswer {
  text: string
  version?: number | null
}
export interface FeedbackPerson {
  id: string
  name: string
}
export interface RoutingDraft {
  /**
   * @maxItems 100
   */
  rules: Rule[]
  version?: number | null
}
export interface TicketsClaimsClaim {
  version?: number | null
}
export interface TicketsClocksAnswer {
  version?: number | null
  text?: string
  /**
   * @maxItems 9
   */
  photos?: string[]
}
export interface AreasChildrenQuery {
  parent?: string | null
}
export interface AreasResolveResolveQuery {
  estate: string
  text?: string
}
export interface AreasSearchSearchQuery {
  q: string
  level?: 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling' | null
  district?: string | null
  limit?: number
}
export interface AreasHandlersFiguresQuery {
  days?: number
}
export interface BadgesBadgeHoldersQuery {
  name?: string
  after?: string | null
  limit?: number
}
export interface BoardsAreaDayDayQuery {
  on?: string | null
}
export interface CalendarsPreviewPreviewQuery {
  at: string
  minutes?: number | null
  days?: number | null
}
export interface CallBacksWaitingQuery {
  area: string
  after?: string | null
  limit?: number
}
export interface CertificationImportsBeginQuery {
  programme: string
  table_bytes: number
  name?: string
}
export interface CertificationImportsTryDryRunQuery {
  programme: string
  name?: string
}
export interface CertificationPersonsPersonsQuery {
  programme?: string | null
  area?: string | null
  which?: 'all' | 'due' | 'overdue' | 'paused' | 'never'
  after?: string | null
  limit?: number
}
export interface CertificationProposalsPageQuery {
  state?: 'open' | 'accepted' | 'declined' | 'lapsed' | null
  after?: string | null
  limit?: number
}
export interface CertificationQueueQueueQuery {
  state?: 'review' | 'refusing' | 'appealed' | null
  after?: string | null
  limit?: number
}
export interface DemoInboxInboxQuery {
  after?: string | null
}
export interface DeskDraftsAboutDropQuery {
  version: number
}
export interface DeskTemplatesToolTextTextQuery {
  ticket: string
  language?: 'zh' | 'en'
}
export interface FamilyDeskWithinQuery {
  after?: string | null
  limit?: number
}
export interface FamilyMandateActsActsQuery {
  after?: string | null
  limit?: number
}
export interface FeedAreaMentionableMentionableQuery {
  q?: string | null
}
export interface FeedbackPageQuery {
  list: 'staff' | 'own'
  state?: ('new' | 'answered' | 'closed')[] | null
  kind?: 'praise' | 'complaint' | 'suggestion' | 'bug' | null
  after?: string | null
  limit?: number
}
export interface FollowsFollowedQuery {
  after?: string | null
  limit?: number
}
export interface HomeShownQuery {
  area: string
}
export interface JointMeetingPageQuery {
  area?: string | null
  after?: string | null
  limit?: number
}
export interface ModerationBlocksBlocksQuery {
  current?: boolean
  after?: string | null
  limit?: number
}
export interface ModerationCasesPageQuery {
  state?: ('checking' | 'held' | 'clear' | 'reported' | 'hidden' | 'appealed' | 'final')[] | null
  after?: string | null
  limit?: number
}
export interface ModerationMineMineQuery {
  after?: string | null
  limit?: number
}
export interface ModerationPeoplePeopleQuery {
  area: string
  q: string
}
export interface NoticesMineQuery {
  area?: string | null
  kind?: 'notice' | 'policy' | 'alert' | null
  after?: string | null
  limit?: number
}
export interface NoticesDeskStaffPageQuery {
  state?: ('draft' | 'waiting' | 'scheduled' | 'published' | 'cleared' | 'expired' | 'withdrawn')[] | null
  kind?: 'notice' | 'policy' | 'alert' | null
  after?: string | null
  limit?: number
}
export interface NoticesReachReachQuery {
  /**
   * @minItems 1
   * @maxItems 20
   */
  area: string[]
  group?: string[] | null
}
export interface NoticesDoorsDoorsQuery {
  area?: string | null
  after?: string | null
  limit?: number
}
export interface OffersPoolQuery {
  after?: string | null
  limit?: number
}
export interface OrganisationsOrganisationsQuery {
  area: string
  kind?: 'department' | 'property' | 'utility' | 'committee' | 'party' | 'volunteers' | 'operator' | null
  inside?: boolean
}
export interface OrganisationsTicketsLaneQuery {
  lane: 'to_send' | 'accepted' | 'working' | 'refused' | 'done' | 'overdue'
  after?: string | null
  limit?: number
}
export interface PartnerOffersRunningQuery {
  area: string
  after?: string | null
  limit?: number
}
export interface PartnerOffersDeskDeskQuery {
  after?: string | null
  limit?: number
}
export interface PostsTimelineQuery {
  area: string
  topic?: string | null
  q?: string | null
  after?: string | null
  limit?: number
}
export interface PostsMineMineQuery {
  after?: string | null
  limit?: number
}
export interface PostsUnansweredUnansweredQuery {
  area?: string | null
  after?: string | null
  limit?: number
}
export interface PostsWatchedWatchedQuery {
  area?: string | null
  after?: string | null
  limit?: number
}
export interface RatesTableQuery {
  area: string
  from: string
  to: string
  by?: 'unit' | 'level' | 'category'
}
export interface RatesTicketsBehindQuery {
  area: string
  from: string
  to: string
  of:
    | 'received'
    | 'response'
    | 'resolution'
    | 'satisfaction'
    | 'pending'
    | 'excluded'
    | 'extended'
    | 'hung'
    | 'reopened'
    | 'practice'
    | 'merged'
    | 'internal'
  part?: 'of' | 'ok' | 'missed'
  unit?: string | null
  category?: string | null
  after?: string | null
  limit?: number
}
export interface RequestsWaitingQuery {
  after?: string | null
  limit?: number
}
export interface ResidencesListedQuery {
  state?: 'claimed' | 'verified' | 'refused' | 'ended' | null
  area?: string | null
  after?: string | null
  limit?: number
}
export interface TicketCategoriesCategoriesQuery {
  district?: string | null
}
export interface TicketsPageQuery {
  list: 'mine' | 'unit' | 'watching' | 'own'
  sort?: 'next' | 'new' | null
  state?: ('reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened')[] | null
  category?: string | null
  area?: string | null
  q?: string | null
  number?: number | null
  assignee?: 'me' | 'none' | null
  overdue?: boolean | null
  urgent?: boolean | null
  waiting?: boolean | null
  hung?: boolean | null
  to_call?: boolean | null
  after?: string | null
  limit?: number
}
export interface TicketsEstateOfEstateQuery {
  after?: string | null
  limit?: number
}
export interface TicketsFollowingPageQuery {
  after?: string | null
  limit?: number
}
export interface TicketsHotPlacesHotPlacesQuery {
  area?: string | null
  days?: number
}
export interface TicketsRepeatsRepeatsQuery {
  by?: 'place' | 'reporter'
  area?: string | null
  days?: number
  after?: string | null
  limit?: number
}
export interface TicketsSimilarSimilarQuery {
  area: string
  category: string
  text?: string
  lat?: number | null
  lon?: number | null
}
export interface TicketsSuggestSuggestQuery {
  area: string
  text?: string
}
export interface ToldToldQuery {
  after?: string | null
  limit?: number
}
export interface VisitsPageQuery {
  list: 'staff' | 'own'
  after?: string | null
  limit?: number
}
export interface VolunteerCallsComingQuery {
  area: string
  after?: string | null
  limit?: number
}
export interface VolunteerCallsDeskDeskQuery {
  after?: string | null
  limit?: number
}
export interface VolunteerCallsMineMineQuery {
  after?: string | null
  limit?: number
}
export interface WishesDeskDeskQuery {
  state?: ('asked' | 'returned' | 'refused' | 'open' | 'claimed' | 'fulfilled' | 'thanked' | 'withdrawn')[] | null
  kind?: 'thing' | 'help' | 'company' | 'repair' | 'learning' | 'health' | 'other' | null
  raised?: boolean
  after?: string | null
  limit?: number
}
export interface WishesMineMineQuery {
  after?: string | null
  limit?: number
}
export interface WishesTakenTakenQuery {
  after?: string | null
  limit?: number
}
export interface WishesWallWallQuery {
  area: string
  state?: ('open' | 'claimed' | 'fulfilled' | 'thanked' | 'gone')[] | null
  kind?: 'thing' | 'help' | 'company' | 'repair' | 'learning' | 'health' | 'other' | null
  after?: string | null
  limit?: number
}
export interface MediaFilesServeFileQuery {
  expires: number
  signature: string
}
export interface MediaVoicesPlayQuery {
  expires: number
  signature: string
}
export interface MediaPhotoVariantServeQuery {
  expires: number
  signature: string
  redacted?: number
}

export interface GetRoutes {
  '/api/accounts/{account}/badges': { answer: BadgeList }
  '/api/areas': { answer: AreaList; query: AreasChildrenQuery }
  '/api/areas/resolve': { answer: Resolved; query: AreasResolveResolveQuery }
  '/api/areas/search': { answer: FoundAreas; query: AreasSearchSearchQuery }
  '/api/areas/{area}': { answer: AreaDetail }
  '/api/areas/{area}/circle': { answer: Circle }
  '/api/areas/{area}/geometry': { answer: Geometry }
  '/api/areas/{area}/handlers': { answer: FiguresList; query: AreasHandlersFiguresQuery }
  '/api/badges': { answer: BadgeHolders; query: BadgesBadgeHoldersQuery }
  '/api/boards/{area}': { answer: Board }
  '/api/boards/{area}/day': { answer: Day; query: BoardsAreaDayDayQuery }
  '/api/calendars': { answer: CalendarList }
  '/api/calendars/{calendar}': { answer: Calendar }
  '/api/calendars/{calendar}/preview': { answer: PromisePreview; query: CalendarsPreviewPreviewQuery }
  '/api/call-backs': { answer: ToCallList; query: CallBacksWaitingQuery }
  '/api/certification/consent': { answer: ConsentText }
  '/api/certification/imports': { answer: ImportReports }
  '/api/certification/imports/{identity}': { answer: ImportReport }
  '/api/certification/mine': { answer: RosterPersons }
  '/api/certification/persons': { answer: RosterPersons; query: CertificationPersonsPersonsQuery }
  '/api/certification/persons/{person}': { answer: PersonDetail }
  '/api/certification/persons/{person}/proxies': { answer: FamilyProxies }
  '/api/certification/programmes': { answer: Programmes }
  '/api/certification/proposals': { answer: Proposals; query: CertificationProposalsPageQuery }
  '/api/certification/proposals/{proposal}': { answer: ProposalDetail }
  '/api/certification/queue': { answer: Attempts; query: CertificationQueueQueueQuery }
  '/api/certification/queue/counts': { answer: QueueCounts }
  '/api/demo/inbox': { answer: Inbox; query: DemoInboxInboxQuery }
  '/api/demo/sign-ins': { answer: DemoSignIns }
  '/api/desk/drafts': { answer: DraftList }
  '/api/desk/drafts/{about}': { answer: DeskDraft }
  '/api/desk/macros': { answer: MacroList }
  '/api/desk/templates': { answer: TemplateList }
  '/api/desk/templates/{tool}/text': { answer: Rendered; query: DeskTemplatesToolTextTextQuery }
  '/api/desk/views': { answer: ViewList }
  '/api/digest': { answer: DigestStanding }
  '/api/doors/{code}': { answer: Door }
  '/api/duty/now': { answer: UnitsOnDuty }
  '/api/duty/{unit}': { answer: Roster }
  '/api/exports': { answer: Exports }
  '/api/exports/lists': { answer: ExportLists }
  '/api/exports/{export}': { answer: Export }
  '/api/exports/{export}/file': { answer: unknown }
  '/api/family': { answer: FamilyMandates }
  '/api/family/desk': { answer: MandateList; query: FamilyDeskWithinQuery }
  '/api/family/{mandate}/acts': { answer: FamilyActs; query: FamilyMandateActsActsQuery }
  '/api/feed': { answer: FeedStanding }
  '/api/feed/{area}/mentionable': { answer: MentionableList; query: FeedAreaMentionableMentionableQuery }
  '/api/feed/{area}/rule': { answer: FeedRule }
  '/api/feed/{area}/topics': { answer: TopicCounts }
  '/api/feedback': { answer: FeedbackList; query: FeedbackPageQuery }
  '/api/feedback/counts': { answer: FeedbackCounts }
  '/api/feedback/{feedback}': { answer: Feedback }
  '/api/follows': { answer: FollowedThings; query: FollowsFollowedQuery }
  '/api/follows/{kind}/{thing}': { answer: Following }
  '/api/holidays/{year}': { answer: HolidayYear }
  '/api/home': { answer: Sections; query: HomeShownQuery }
  '/api/home/{area}/sections': { answer: Sections }
  '/api/joint-meeting': { answer: JointList; query: JointMeetingPageQuery }
  '/api/me': { answer: Me }
  '/api/me/wechat': { answer: WechatStanding }
  '/api/moderation/blocks': { answer: BlockList; query: ModerationBlocksBlocksQuery }
  '/api/moderation/cases': { answer: ModerationList; query: ModerationCasesPageQuery }
  '/api/moderation/cases/{case}': { answer: ModerationDetail }
  '/api/moderation/counts': { answer: ModerationCounts }
  '/api/moderation/mine': { answer: MyCases; query: ModerationMineMineQuery }
  '/api/moderation/mine/{case}': { answer: MyCase }
  '/api/moderation/people': { answer: ModerationPeople; query: ModerationPeoplePeopleQuery }
  '/api/moderation/rules': { answer: ModerationRules }
  '/api/notices': { answer: MyNotices; query: NoticesMineQuery }
  '/api/notices/desk': { answer: StaffNotices; query: NoticesDeskStaffPageQuery }
  '/api/notices/groups': { answer: NoticeGroups }
  '/api/notices/reach': { answer: NoticeReach; query: NoticesReachReachQuery }
  '/api/notices/{notice}': { answer: NoticePage }
  '/api/notices/{notice}/coverage': { answer: NoticeCoverages }
  '/api/notices/{notice}/desk': { answer: NoticeDesk }
  '/api/notices/{notice}/doors': { answer: NoticeDoors; query: NoticesDoorsDoorsQuery }
  '/api/offers': { answer: Offers; query: OffersPoolQuery }
  '/api/organisations': { answer: OrganisationList; query: OrganisationsOrganisationsQuery }
  '/api/organisations/{organisation}/tickets': { answer: LaneList; query: OrganisationsTicketsLaneQuery }
  '/api/partner-offers': { answer: PartnerOffers; query: PartnerOffersRunningQuery }
  '/api/partner-offers/desk': { answer: PartnerOffers; query: PartnerOffersDeskDeskQuery }
  '/api/partner-offers/{partner_offer}': { answer: PartnerOfferPage }
  '/api/posts': { answer: FeedPage; query: PostsTimelineQuery }
  '/api/posts/mine': { answer: FeedPage; query: PostsMineMineQuery }
  '/api/posts/unanswered': { answer: FeedPage; query: PostsUnansweredUnansweredQuery }
  '/api/posts/watched': { answer: FeedPage; query: PostsWatchedWatchedQuery }
  '/api/posts/{identity}': { answer: PostDetail }
  '/api/rates': { answer: RateTable; query: RatesTableQuery }
  '/api/rates/definitions': { answer: DefinitionList }
  '/api/rates/tickets': { answer: TicketList; query: RatesTicketsBehindQuery }
  '/api/requests': { answer: RequestList; query: RequestsWaitingQuery }
  '/api/residences': { answer: ResidenceList; query: ResidencesListedQuery }
  '/api/routing/{area}': { answer: AreaRules }
  '/api/routing/{area}/versions': { answer: RuleSets }
  '/api/ticket-categories': { answer: CategoryList; query: TicketCategoriesCategoriesQuery }
  '/api/ticket-categories/{category}/checklist': { answer: ItemList }
  '/api/tickets': { answer: TicketList; query: TicketsPageQuery }
  '/api/tickets/counts': { answer: Counts }
  '/api/tickets/estate': { answer: EstateTickets; query: TicketsEstateOfEstateQuery }
  '/api/tickets/following': { answer: TicketList; query: TicketsFollowingPageQuery }
  '/api/tickets/hot-places': { answer: HotPlaces; query: TicketsHotPlacesHotPlacesQuery }
  '/api/tickets/repeats': { answer: RepeatList; query: TicketsRepeatsRepeatsQuery }
  '/api/tickets/similar': { answer: SimilarList; query: TicketsSimilarSimilarQuery }
  '/api/tickets/suggest': { answer: Suggestions; query: TicketsSuggestSuggestQuery }
  '/api/tickets/{ticket}': { answer: TicketDetail }
  '/api/tickets/{ticket}/call-backs': { answer: CalledList }
  '/api/tickets/{ticket}/caller': { answer: Caller }
  '/api/tickets/{ticket}/checklist': { answer: Checklist }
  '/api/tickets/{ticket}/linkage': { answer: Linkage }
  '/api/tickets/{ticket}/offers': { answer: DeskOffers }
  '/api/tickets/{ticket}/post': { answer: TicketPost }
  '/api/tickets/{ticket}/requests': { answer: RequestList }
  '/api/tickets/{ticket}/similar': { answer: SimilarList }
  '/api/told': { answer: ToldPage; query: ToldToldQuery }
  '/api/told/choices': { answer: ToldChoices }
  '/api/visits': { answer: HomeVisits; query: VisitsPageQuery }
  '/api/volunteer-calls': { answer: VolunteerCalls; query: VolunteerCallsComingQuery }
  '/api/volunteer-calls/desk': { answer: VolunteerCalls; query: VolunteerCallsDeskDeskQuery }
  '/api/volunteer-calls/hours': { answer: VolunteerHours }
  '/api/volunteer-calls/mine': { answer: VolunteerCalls; query: VolunteerCallsMineMineQuery }
  '/api/volunteer-calls/{call}': { answer: VolunteerCallPage }
  '/api/wishes/counts': { answer: WishCounts }
  '/api/wishes/desk': { answer: DeskWishes; query: WishesDeskDeskQuery }
  '/api/wishes/mine': { answer: MyWishes; query: WishesMineMineQuery }
  '/api/wishes/rules': { answer: WishRules }
  '/api/wishes/taken': { answer: TakenWishes; query: WishesTakenTakenQuery }
  '/api/wishes/wall': { answer: WishWall; query: WishesWallWallQuery }
  '/api/wishes/{wish}': { answer: WishPage }
  '/media/files/{file}': { answer: unknown; query: MediaFilesServeFileQuery }
  '/media/voices/{voice}': { answer: unknown; query: MediaVoicesPlayQuery }
  '/media/{photo}/{variant}': { answer: unknown; query: MediaPhotoVariantServeQuery }
}

export interface PostRoutes {
  '/api/badges': { answer: BadgeList; body: BadgeGiven }
  '/api/badges/end': { answer: BadgeList; body: BadgeGiven }
  '/api/calendars': { answer: Calendar; body: AddCalendar }
  '/api/certification/attempts/{attempt}/appeal': { answer: Attempt; body: Appeal }
  '/api/certification/attempts/{attempt}/decide': { answer: Attempt; body: ReviewVerdict }
  '/api/certification/attempts/{attempt}/look': { answer: ReviewSheet }
  '/api/certification/imports': { answer: ImportReport; query: CertificationImportsBeginQuery }
  '/api/certification/imports/try': { answer: ImportReport; query: CertificationImportsTryDryRunQuery }
  '/api/certification/imports/{identity}/cancel': { answer: ImportReport }
  '/api/certification/persons': { answer: RosterPerson; body: AddPerson }
  '/api/certification/persons/find': { answer: RosterPersons; body: FindPerson }
  '/api/certification/persons/{person}/attempts': { answer: Attempt; body: Submit }
  '/api/certification/persons/{person}/code': { answer: TryCode }
  '/api/certification/persons/{person}/consent': { answer: RosterPerson; body: Consent }
  '/api/certification/persons/{person}/consent/withdraw': { answer: RosterPerson }
  '/api/certification/persons/{person}/hand-over': { answer: Attempt }
  '/api/certification/persons/{person}/in-person': { answer: Attempt; body: Certified }
  '/api/certification/persons/{person}/leave': { answer: unknown }
  '/api/certification/persons/{person}/notice': { answer: RosterPerson }
  '/api/certification/persons/{person}/proposals': { answer: Proposal; body: ProposePause }
  '/api/certification/persons/{person}/proxies/{proxy}/agree': { answer: FamilyProxies; body: AgreeProxy }
  '/api/certification/persons/{person}/proxies/{proxy}/end': { answer: FamilyProxies }
  '/api/certification/persons/{person}/unmask': { answer: Unmasked }
  '/api/certification/proposals/{proposal}/decide': { answer: Proposal; body: DecideProposal }
  '/api/certification/proposals/{proposal}/unmask': { answer: Unmasked }
  '/api/certification/proxies': { answer: ProxyAsked; body: AskProxy }
  '/api/demo/sign-in': { answer: SessionInfo; body: ButtonSignIn }
  '/api/desk/bulk': { answer: Outcomes; body: Bulk }
  '/api/desk/macros': { answer: Macro; body: PutMacro }
  '/api/desk/macros/{tool}/preview': { answer: Preview; body: RunMacro }
  '/api/desk/macros/{tool}/run': { answer: Ticket; body: RunMacro }
  '/api/desk/templates': { answer: ReplyTemplate; body: PutTemplate }
  '/api/desk/views': { answer: View; body: PutView }
  '/api/doors': { answer: Door; body: MakeDoor }
  '/api/doors/sheet': { answer: DoorSheet; body: MakeDoors }
  '/api/exports': { answer: Export; body: AskExport }
  '/api/exports/{export}/cancel': { answer: Export; body: Cancel }
  '/api/family': { answer: MandateAsked; body: AskMandate }
  '/api/family/find': { answer: MandateList; body: FindMandates }
  '/api/family/{mandate}/agree': { answer: FamilyMandate; body: AgreeMandate }
  '/api/family/{mandate}/code': { answer: FamilyMandate; body: MandateCode }
  '/api/family/{mandate}/end': { answer: FamilyMandate }
  '/api/feedback': { answer: Feedback; body: Say }
  '/api/feedback/{feedback}/answer': { answer: Feedback; body: FeedbackAnswer }
  '/api/feedback/{feedback}/callback': { answer: Callback }
  '/api/feedback/{feedback}/close': { answer: Feedback; body: Close }
  '/api/files': { answer: StoredFile }
  '/api/live-tickets': { answer: LiveTicket }
  '/api/me/second-factor': { answer: SecondFactor }
  '/api/me/second-factor/confirm': { answer: RecoveryCodes; body: SecondFactorCode }
  '/api/moderation/blocks': { answer: Block; body: BlockAccount }
  '/api/moderation/blocks/{block}/lift': { answer: Block; body: LiftBlock }
  '/api/moderation/cases': { answer: ModerationCase; body: OpenCase }
  '/api/moderation/cases/{case}/decide': { answer: ModerationCase; body: DecideCase }
  '/api/moderation/cases/{case}/photos/{photo}/redact': { answer: ModerationCase; body: RedactPhoto }
  '/api/moderation/mine/{case}/appeal': { answer: MyCase; body: AppealCase }
  '/api/moderation/reports': { answer: Reported; body: ReportThing }
  '/api/moderation/rules': { answer: ModerationRules; body: ChangeRules }
  '/api/moderation/rules/try': { answer: TriedRules; body: TryRules }
  '/api/notices': { answer: StaffNotice; body: WriteNotice }
  '/api/notices/{notice}/approve': { answer: StaffNotice; body: NoticeStepAsked }
  '/api/notices/{notice}/clear': { answer: StaffNotice; body: ClearNotice }
  '/api/notices/{notice}/correct': { answer: StaffNotice; body: CorrectNotice }
  '/api/notices/{notice}/decline': { answer: StaffNotice; body: DeclineNotice }
  '/api/notices/{notice}/reached': { answer: NoticeReceipt; body: NoticeReached }
  '/api/notices/{notice}/read': { answer: NoticeReceipt; body: ReadNotice }
  '/api/notices/{notice}/submit': { answer: StaffNotice; body: NoticeStepAsked }
  '/api/notices/{notice}/withdraw': { answer: StaffNotice; body: WithdrawNotice }
  '/api/offers/{offer}/take': { answer: Ticket; body: Take }
  '/api/page-tickets': { answer: PageTicket; body: OpenPage }
  '/api/partner-asks/{partner_ask}/give': { answer: PartnerOfferPage; body: GivePartner }
  '/api/partner-asks/{partner_ask}/hand-over': { answer: PartnerOfferPage; body: HandOverPartner }
  '/api/partner-asks/{partner_ask}/refuse': { answer: PartnerOfferPage; body: RefusePartner }
  '/api/partner-asks/{partner_ask}/thank': { answer: PartnerOfferPage; body: ThankPartner }
  '/api/partner-asks/{partner_ask}/withdraw': { answer: PartnerOfferPage; body: WithdrawPartner }
  '/api/partner-offers': { answer: PartnerOfferPage; body: OfferResource }
  '/api/partner-offers/{partner_offer}/asks': { answer: PartnerOfferPage; body: AskPartner }
  '/api/partner-offers/{partner_offer}/close': { answer: PartnerOfferPage; body: CloseOffer }
  '/api/photos': { answer: Photo }
  '/api/posts': { answer: Post; body: WritePost }
  '/api/posts/{identity}/answers': { answer: PostComment; body: AnswerPost }
  '/api/posts/{identity}/ask': { answer: Post }
  '/api/posts/{identity}/comments': { answer: PostComment; body: WriteComment }
  '/api/posts/{identity}/ticket': { answer: Post; body: PostToTicket }
  '/api/rates/definitions': { answer: Definition; body: Define }
  '/api/residences': { answer: Residence; body: AccountsRoutesClaim }
  '/api/residences/{residence}/end': { answer: Residence }
  '/api/residences/{residence}/refuse': { answer: Residence; body: Refusal }
  '/api/residences/{residence}/verify': { answer: Residence }
  '/api/routing/{area}/discard': { answer: AreaRules; body: OfDraft }
  '/api/routing/{area}/publish': { answer: AreaRules; body: OfDraft }
  '/api/routing/{area}/rehearse': { answer: Rehearsal; body: Rehearse }
  '/api/sign-in/codes': { answer: CodeSent; body: AskCode }
  '/api/sign-in/host': { answer: SessionInfo; body: HostSignIn }
  '/api/sign-in/password': { answer: SessionInfo; body: PasswordSignIn }
  '/api/sign-in/phone': { answer: SessionInfo; body: PhoneSignIn }
  '/api/sign-in/wechat': { answer: SessionInfo; body: WechatSignIn }
  '/api/sign-out': { answer: unknown }
  '/api/tickets': { answer: Created; body: Create }
  '/api/tickets/among-staff': { answer: Ticket; body: FileAmongStaff }
  '/api/tickets/on-behalf': { answer: Ticket; body: FileFor }
  '/api/tickets/{ticket}/accept': { answer: Ticket; body: Accept }
  '/api/tickets/{ticket}/acknowledge': { answer: Ticket; body: Acknowledge }
  '/api/tickets/{ticket}/answer': { answer: Ticket; body: TicketsClocksAnswer }
  '/api/tickets/{ticket}/arrive': { answer: Ticket; body: Arrive }
  '/api/tickets/{ticket}/call': { answer: Ticket; body: Phone }
  '/api/tickets/{ticket}/call-backs': { answer: Ticket; body: CallBack }
  '/api/tickets/{ticket}/calls': { answer: Ticket; body: Call }
  '/api/tickets/{ticket}/checklist/{item}': { answer: Ticket; body: Tick }
  '/api/tickets/{ticket}/claim': { answer: Ticket; body: TicketsClaimsClaim }
  '/api/tickets/{ticket}/confirm': { answer: Ticket; body: Confirm }
  '/api/tickets/{ticket}/dispatch': { answer: Ticket; body: Dispatch }
  '/api/tickets/{ticket}/escalate': { answer: Ticket; body: Escalate }
  '/api/tickets/{ticket}/finish-part': { answer: Ticket; body: FinishPart }
  '/api/tickets/{ticket}/follow': { answer: Ticket; body: Follow }
  '/api/tickets/{ticket}/give-back': { answer: Ticket; body: GiveBack }
  '/api/tickets/{ticket}/hand-back': { answer: Ticket; body: HandBack }
  '/api/tickets/{ticket}/hand-down': { answer: Ticket; body: HandDown }
  '/api/tickets/{ticket}/joint': { answer: Ticket; body: PutOn }
  '/api/tickets/{ticket}/joint/off': { answer: Ticket; body: TakeOff }
  '/api/tickets/{ticket}/joint/outcome': { answer: Ticket; body: Settle }
  '/api/tickets/{ticket}/merge': { answer: Ticket; body: Merge }
  '/api/tickets/{ticket}/notes': { answer: Ticket; body: Note }
  '/api/tickets/{ticket}/offer': { answer: Ticket; body: MakeOffer }
  '/api/tickets/{ticket}/phone': { answer: Seen; body: Look }
  '/api/tickets/{ticket}/question': { answer: Ticket; body: Question }
  '/api/tickets/{ticket}/rate': { answer: Ticket; body: Rate }
  '/api/tickets/{ticket}/reject': { answer: Ticket; body: Reject }
  '/api/tickets/{ticket}/reopen': { answer: Ticket; body: Reopen }
  '/api/tickets/{ticket}/report-in': { answer: Ticket; body: ReportIn }
  '/api/tickets/{ticket}/requests': { answer: Ticket; body: Ask }
  '/api/tickets/{ticket}/requests/{request_id}/decision': { answer: Ticket; body: Decide }
  '/api/tickets/{ticket}/resolve': { answer: Ticket; body: Resolve }
  '/api/tickets/{ticket}/send-back': { answer: Ticket; body: SendBack }
  '/api/tickets/{ticket}/split': { answer: Ticket; body: Split }
  '/api/tickets/{ticket}/spoke': { answer: Ticket; body: Spoke }
  '/api/tickets/{ticket}/start': { answer: Ticket; body: Start }
  '/api/tickets/{ticket}/still-good': { answer: Ticket; body: StillGood }
  '/api/tickets/{ticket}/take-over': { answer: Ticket; body: TakeOver }
  '/api/tickets/{ticket}/tasks': { answer: Ticket; body: OpenTask }
  '/api/tickets/{ticket}/turn-down': { answer: Ticket; body: TurnDown }
  '/api/tickets/{ticket}/withdraw-offer': { answer: Ticket; body: WithdrawOffer }
  '/api/told/read': { answer: ToldUnread; body: ReadTold }
  '/api/visits': { answer: HomeVisit; body: AskVisit }
  '/api/visits/{visit}/cancel': { answer: HomeVisit; body: EndVisit }
  '/api/visits/{visit}/done': { answer: HomeVisit; body: EndVisit }
  '/api/visits/{visit}/propose': { answer: HomeVisit; body: ProposeVisit }
  '/api/visits/{visit}/take': { answer: HomeVisit }
  '/api/voices': { answer: Voice }
  '/api/volunteer-calls': { answer: VolunteerCallPage; body: CallVolunteers }
  '/api/volunteer-calls/{call}/cancel': { answer: VolunteerCallPage; body: CancelCall }
  '/api/volunteer-calls/{call}/come': { answer: VolunteerCallPage; body: ComeToCall }
  '/api/volunteer-calls/{call}/leave': { answer: VolunteerCallPage }
  '/api/volunteer-calls/{call}/sign-up': { answer: VolunteerCallPage }
  '/api/volunteer-calls/{call}/thank': { answer: VolunteerCallPage; body: ThankVolunteers }
  '/api/wishes': { answer: WishSeen; body: AskWish }
  '/api/wishes/for': { answer: WishSeen; body: AskWishFor }
  '/api/wishes/{wish}/claim': { answer: WishSeen; body: ClaimWish }
  '/api/wishes/{wish}/contact': { answer: WishContact }
  '/api/wishes/{wish}/contacted': { answer: WishSeen; body: WishVersion }
  '/api/wishes/{wish}/edit': { answer: WishSeen; body: EditWish }
  '/api/wishes/{wish}/fulfil': { answer: WishSeen; body: FulfilWish }
  '/api/wishes/{wish}/give-back': { answer: WishSeen; body: WishReason }
  '/api/wishes/{wish}/not-yet': { answer: WishSeen; body: WishReason }
  '/api/wishes/{wish}/publish': { answer: WishSeen; body: PublishWish }
  '/api/wishes/{wish}/refuse': { answer: WishSeen; body: WishReason }
  '/api/wishes/{wish}/release': { answer: WishSeen; body: WishReason }
  '/api/wishes/{wish}/take-back': { answer: WishSeen; body: WishReason }
  '/api/wishes/{wish}/thank': { answer: WishSeen; body: ThankWish }
  '/api/wishes/{wish}/withdraw': { answer: WishSeen; body: WishVersion }
}

export interface PutRoutes {
  '/api/calendars/uses': { answer: CalendarList; body: EditCalendarUse }
  '/api/calendars/{calendar}/days/{day}': { answer: Calendar; body: EditCalendarDay }
  '/api/calendars/{calendar}/week': { answer: Calendar; body: EditCalendarWeek }
  '/api/certification/programmes/{key}': { answer: Programme; body: PutProgramme }
  '/api/desk/drafts/{about}': { answer: DeskDraft; body: PutDraft }
  '/api/desk/macros/{tool}': { answer: Macro; body: PutMacro }
  '/api/desk/templates/{tool}': { answer: ReplyTemplate; body: PutTemplate }
  '/api/desk/views/{tool}': { answer: View; body: PutView }
  '/api/digest': { answer: DigestStanding; body: DigestChoice }
  '/api/duty/{unit}': { answer: Roster; body: Edit }
  '/api/feed/name': { answer: NeighbourName; body: NeighbourName }
  '/api/feed/{area}/rule': { answer: FeedRule; body: SetFeedRule }
  '/api/follows/{kind}/{thing}': { answer: Following }
  '/api/holidays/{year}': { answer: HolidayYear; body: EditHolidays }
  '/api/home/{area}/sections/{key}': { answer: Sections; body: PutSection }
  '/api/me/look': { answer: Appearance; body: Appearance }
  '/api/me/wechat': { answer: WechatStanding; body: WechatBinding }
  '/api/moderation/settings': { answer: ModerationRules; body: ChangeModeration }
  '/api/notices/groups/{key}': { answer: NoticeGroups; body: DeclareGroup }
  '/api/notices/{notice}': { answer: StaffNotice; body: EditNotice }
  '/api/posts/{identity}/like': { answer: Liked }
  '/api/routing/{area}/draft': { answer: AreaRules; body: RoutingDraft }
  '/api/ticket-categories/{category}/checklist': { answer: ItemList; body: PutItems }
  '/api/told/choices': { answer: ToldChoices; body: ToldChoices }
  '/api/wishes/rules': { answer: WishRules; body: WishRules }
}

export interface DeleteRoutes {
  '/api/comments/{identity}': { answer: PostComment }
  '/api/desk/drafts/{about}': { answer: unknown; query: DeskDraftsAboutDropQuery }
  '/api/desk/macros/{tool}': { answer: Gone }
  '/api/desk/templates/{tool}': { answer: Gone }
  '/api/desk/views/{tool}': { answer: Gone }
  '/api/follows/{kind}/{thing}': { answer: Following }
  '/api/home/{area}/sections/{key}': { answer: Sections }
  '/api/me/wechat': { answer: WechatStanding }
  '/api/notices/groups/{key}': { answer: NoticeGroups }
  '/api/posts/{identity}': { answer: Post }
  '/api/posts/{identity}/like': { answer: Liked }
  '/api/tickets/{ticket}/follow': { answer: Ticket }
}

