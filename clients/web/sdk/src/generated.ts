/* eslint max-lines: off */
/** The live protocol as the hub describes it. Made by `npm run generate`; not edited by hand. */

/**
 * Only as the first message; needed only when neither cookie nor bearer said who this is.
 */
export interface Hello {
  op: 'hello'
  ticket?: string | null
  client?: string | null
}
/**
 * `since` travels as `from`; without it nothing of the past is wanted. An `id` is not used twice on a connection: answers to its first use may still be on the way.
 */
export interface Subscribe {
  op: 'subscribe'
  id: number
  topics: string[]
  from?: Position | null
}
/**
 * Everything up to `seq` of the log `epoch` has been applied.
 */
export interface Position {
  epoch: string
  seq: number
}
/**
 * Takes these topics out of the subscription; none named: the whole of it.
 */
export interface Unsubscribe {
  op: 'unsubscribe'
  id: number
  topics?: string[]
}
/**
 * What the user does on a `staff/ticket/<id>` that the connection is subscribed to; holds for `PRESENCE_SECONDS`, and ends at once with the subscription or the connection.
 */
export interface Announce {
  op: 'presence'
  topic: string
  state: 'away' | 'editing' | 'viewing'
}
export interface Ping {
  op: 'ping'
  id: number
}
/**
 * `session` names this connection in the hub's log; `heartbeat` in seconds: a mark comes that often.
 */
export interface Welcome {
  op: 'welcome'
  session: string
  epoch: string
  seq: number
  heartbeat: number
  limits: Limits
}
export interface Limits {
  message: number
  topics: number
}
/**
 * Opens the recovery; `topics` are those that were allowed, `seq` is where the hub stands.
 */
export interface Subscribed {
  op: 'subscribed'
  id: number
  topics: string[]
  epoch: string
  seq: number
}
/**
 * Closes it: everything after `from` up to `seq` has been sent.
 */
export interface Recovered {
  op: 'recovered'
  id: number
  seq: number
}
/**
 * Everything up to `seq` on the connection's topics has been sent.
 */
export interface Mark {
  op: 'mark'
  seq: number
}
/**
 * The frame of the log, made once for all readers by `hub.events`; here for the contract.
 */
export interface EventMessage {
  op: 'event'
  seq: number
  type: string
  subject: string
  area: string | null
  at: string
  data: unknown
}
/**
 * Events are missing: fetch the state of these topics again, then carry on.
 */
export interface Reset {
  op: 'reset'
  topics: string[]
  reason: 'epoch' | 'expired' | 'lagged'
}
/**
 * Everybody who is there, the reader too; sent when the topic becomes live and when it changes. Best effort: after a cut the reader knows of nobody until the next.
 */
export interface Present {
  op: 'presence'
  topic: string
  who: Viewer[]
}
export interface Viewer {
  account: string
  name: string
  state: 'away' | 'editing' | 'viewing'
}
/**
 * Something was not done; the connection stays. `topics`, when given, are the ones that are not (any more) subscribed. `message` is in the account's language.
 */
export interface ErrorMessage {
  op: 'error'
  code: string
  message: string
  id?: number | null
  topics?: string[]
}
export interface Pong {
  op: 'pong'
  id: number
}
/**
 * The step, the state before it (None: created) and the ticket after it.
 */
export interface TicketChanged {
  step: Step
  was: ('acknowledged' | 'closed' | 'dispatched' | 'reopened' | 'reported' | 'resolved' | 'working') | null
  ticket: Ticket
}
/**
 * One entry of the timeline. `next`: who has it now, or whom it names. `due`: a time it sets. `subject`: what else it is about: a sub-task, a unit called, the ticket it was merged into. `routed`: by which rule it came to `next`; `earlier`: the numbers of what it repeats, when it is at least the third, the newest five; both among staff.
 */
export interface Step {
  kind:
    | 'accept_overdue'
    | 'accepted'
    | 'acknowledged'
    | 'answered'
    | 'arrived'
    | 'asked'
    | 'asked_again'
    | 'breached'
    | 'call_overdue'
    | 'called'
    | 'called_back'
    | 'checked'
    | 'claimed'
    | 'closed'
    | 'confirmed'
    | 'created'
    | 'declined'
    | 'dispatched'
    | 'escalated'
    | 'excluded'
    | 'extended'
    | 'followed'
    | 'given_back'
    | 'handed_back'
    | 'handed_down'
    | 'hung'
    | 'laddered'
    | 'merged'
    | 'noted'
    | 'offer_withdrawn'
    | 'offered'
    | 'part_done'
    | 'phoned'
    | 'put_on'
    | 'questioned'
    | 'rated'
    | 'rejected'
    | 'reminded'
    | 'reopened'
    | 'reported_in'
    | 'requested'
    | 'rescheduled'
    | 'resolved'
    | 'reviewed'
    | 'sent_back'
    | 'settled'
    | 'split'
    | 'started'
    | 'still_good'
    | 'subtask_done'
    | 'subtask_opened'
    | 'subtask_returned'
    | 'taken'
    | 'taken_off'
    | 'taken_over'
    | 'turned_down'
    | 'unanswered'
    | 'unchecked'
    | 'unfollowed'
    | 'warned'
  at: string
  by: Actor
  audience: 'internal' | 'resident'
  text: string
  next: Holder | null
  due: string | null
  subject: string | null
  units: Holder[]
  routed?: Routed
  earlier?: number[]
}
/**
 * Who took a step: name and unit (a desk, an organisation, "居民"). The name is empty for who may not know it. `agent`: who did it for that person.
 */
export interface Actor {
  name: string
  unit: string
  agent?: Agent | null
}
/**
 * Who acted for a resident, with her consent (由…代办).
 */
export interface Agent {
  name: string
  tie: 'daughter' | 'grandchild' | 'other' | 'sibling' | 'son' | 'spouse'
}
/**
 * Who must take the next step: the desk of an area, or an organisation.
 */
export interface Holder {
  kind: 'desk' | 'organisation'
  id: string
  name: string
}
/**
 * The name of the rule that was followed; empty: none could be, and the desk keeps it.
 */
export interface Routed {
  rule?: string
  skipped?: Skipped[]
}
/**
 * A rule that matched and could not be followed.
 */
export interface Skipped {
  rule: string
  reason: 'closed' | 'complaint' | 'no_desk' | 'nobody_on_duty' | 'not_serving'
}
/**
 * A ticket as staff see it; `assignee`, `reporter` and `filed_by` are None for those who may not know them. Most tickets have most defaults: they are not sent. `path`: ids from the district down to `area`. `number`: said in groups of three ("100 123"). `next_by`: the next promise that is still open. `waiting_since`: it waits for the resident, its clocks stand still. `open_calls`: units called that have not reported in. `partners`: units called that did not decline. `decided`: the level above has said who does it. `decider`: the desk above that has it to decide; None: its own desk. `hung_until`: it cannot be done now, looked at again then. `excluded`: from the rates. `repeats`: earlier ones like it. `pool`: volunteers may take it, or one has. `asked_for`: an exception that waits for somebody's word. `asked_again_at`: the resident is asked whether it is still good. `following`: the reader follows what somebody else reported; she sees no words, no names, and the place down to the building. `call_me`: the reporter asks to be called (请社区打给我); `phoned_at`: somebody had themselves connected with her last. `voice_seconds`: she said it instead of writing; 0: she did not.
 */
export interface Ticket {
  id: string
  number: number
  version: number
  state: 'acknowledged' | 'closed' | 'dispatched' | 'reopened' | 'reported' | 'resolved' | 'working'
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
  origin: 'app' | 'hotline' | 'phone' | 'post' | 'staff' | 'task' | 'visit'
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
  pool?: ('offered' | 'taken') | null
  extensions?: number
  excluded?: boolean
  asked_for?: ('exclude' | 'extend' | 'hang') | null
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
}
/**
 * A person by name.
 */
export interface Named {
  id: string
  name: string
}
/**
 * A unit that works on a ticket beside its holder (协办): called together, reported in (报到), done with its part; `ended`: it was resolved without it.
 */
export interface Partner {
  kind: 'desk' | 'organisation'
  id: string
  name: string
  state: 'arrived' | 'called' | 'done' | 'ended'
}
/**
 * `was` None: just claimed. Names and reasons are in `residence`, which erasure blanks.
 */
export interface ResidenceChanged {
  was: ('claimed' | 'ended' | 'refused' | 'verified') | null
  residence: Residence
}
/**
 * Who lives where. `until` is the last day; `account` and its name stand in what staff see only.
 */
export interface Residence {
  id: string
  dwelling: Dwelling
  kind: 'family' | 'owner' | 'tenant'
  state: 'claimed' | 'ended' | 'refused' | 'verified'
  from: string
  until: string | null
  proof: ('checked' | 'roster') | null
  reason: string | null
  version: number
  account: string | null
  account_name: string | null
}
/**
 * Where somebody lives. `place` is what people write: 金沙社区 宝鼎金沙小区 12栋3单元1-6.
 */
export interface Dwelling {
  id: string
  name: string
  path: string[]
  place: string
}
/**
 * `since` None: her WeChat signs her in no more.
 */
export interface WechatChanged {
  since: string | null
}
/**
 * Fetch it anew; who is in it stands there.
 */
export interface DutyChanged {
  unit: string
  version: number
}
/**
 * The step, the state before it (None: just written) and the feedback after it.
 */
export interface FeedbackChanged {
  step: 'answered' | 'closed' | 'created'
  was: ('answered' | 'closed' | 'new') | null
  feedback: Feedback
}
/**
 * `area`: whom it is about; `path`: ids from the district down to it. `page`: where in the app it was said. `callback`: a phone was left. `answered_by` is None for who wrote it.
 */
export interface Feedback {
  id: string
  version: number
  state: 'answered' | 'closed' | 'new'
  kind: 'bug' | 'complaint' | 'praise' | 'suggestion'
  text: string
  page: string
  area: string
  path: string[]
  area_name: string
  author: Person
  callback: boolean
  answer: string
  answered_by: Person | null
  answered_at: string | null
  closed_at: string | null
  created_at: string
  updated_at: string
}
export interface Person {
  id: string
  name: string
}
/**
 * The step and the case after it.
 */
export interface ModerationChanged {
  step:
    | 'appealed'
    | 'checking'
    | 'held'
    | 'hidden'
    | 'kept'
    | 'opened'
    | 'passed'
    | 'published'
    | 'pulled'
    | 'redacted'
    | 'refused'
    | 'reported'
    | 'restored'
    | 'undone'
  case: ModerationCase
}
/**
 * A thing on the desk of who moderates. `words` as they stood when it was held or reported; `reports` since staff last decided; `waits_since`: when it came into its present state.
 */
export interface ModerationCase {
  id: string
  version: number
  kind: string
  subject: string
  state: 'appealed' | 'checking' | 'clear' | 'final' | 'held' | 'hidden' | 'reported'
  area: string
  path: string[]
  area_name: string
  author: ModerationPerson
  words: string
  photos: number
  reasons: string[]
  advice: ('id_number' | 'other' | 'phone' | 'reported')[]
  reports: number
  urgent: boolean
  hidden_by: ModerationPerson | null
  hidden_at: string | null
  hide_reason: string
  appeal: string
  appealed_at: string | null
  decided_by: ModerationPerson | null
  decided_at: string | null
  decision: string
  waits_since: string
  created_at: string
}
export interface ModerationPerson {
  id: string
  name: string
}
/**
 * The author's case after a step that concerns him.
 */
export interface MyCaseChanged {
  case: MyCase
}
/**
 * The author's view: what is said to him and what he may do. A report alone does not show.
 */
export interface MyCase {
  id: string
  version: number
  kind: string
  subject: string
  state: 'appealed' | 'checking' | 'clear' | 'final' | 'held' | 'hidden'
  words: string
  advice: ('id_number' | 'other' | 'phone' | 'reported')[]
  reason: string
  hidden_at: string | null
  appeal: string
  appealed_at: string | null
  decision: string
  decided_at: string | null
}
export interface BlockChanged {
  block: Block
}
/**
 * Somebody who may not speak in an area and below it. `ended`: it ran out or was lifted.
 */
export interface Block {
  id: string
  version: number
  account: ModerationPerson
  area: string
  path: string[]
  area_name: string
  reason: string
  until: string
  created_by: ModerationPerson
  created_at: string
  lifted_by: ModerationPerson | null
  lifted_at: string | null
  lift_reason: string
}
/**
 * `lifted`: over before its end.
 */
export interface MyBlockChanged {
  block: MyBlock
  lifted: boolean
}
/**
 * Where I may not speak, until when, and why.
 */
export interface MyBlock {
  id: string
  area_name: string
  reason: string
  until: string
}
/**
 * The step, the try it was about (None: none) with its state before, and how the person stands after it.
 */
export interface CertificationChanged {
  step:
    | 'appealed'
    | 'asked_gateway'
    | 'changed'
    | 'checked'
    | 'consent_withdrawn'
    | 'consented'
    | 'given_up'
    | 'handed_over'
    | 'left'
    | 'listed'
    | 'noticed'
    | 'passed'
    | 'paused'
    | 'proxy_agreed'
    | 'proxy_asked'
    | 'proxy_ended'
    | 'reference_failed'
    | 'reference_made'
    | 'refusal_proposed'
    | 'refused'
    | 'reminded'
    | 'resumed'
    | 'retake'
    | 'same_face'
    | 'submitted'
  was:
    ('appealed' | 'asking' | 'checking' | 'passed' | 'refused' | 'refusing' | 'retake' | 'review' | 'withdrawn') | null
  attempt: Attempt | null
  person: Standing
}
/**
 * One try. For the person herself without figures and names of officials.
 */
export interface Attempt {
  id: string
  version: number
  person: string
  path: string[]
  state: 'appealed' | 'asking' | 'checking' | 'passed' | 'refused' | 'refusing' | 'retake' | 'review' | 'withdrawn'
  way: 'desk' | 'phone' | 'visit'
  number: number
  freshness: ('code' | 'newspaper') | null
  reasons: (
    | (
        | 'blurred'
        | 'bright'
        | 'code_missing'
        | 'code_unreadable'
        | 'code_wrong'
        | 'dark'
        | 'face_covered'
        | 'face_small'
        | 'face_turned'
        | 'many_faces'
        | 'newspaper_missing'
        | 'newspaper_old'
        | 'newspaper_unreadable'
        | 'no_face'
        | 'photo_broken'
      )
    | (
        | 'freshness_unsure'
        | 'liveness_low'
        | 'model_differs'
        | 'model_failed'
        | 'no_reference'
        | 'reference_broken'
        | 'unlike'
        | 'unsure'
      )
    | (
        | 'asked_for_person'
        | 'gateway_away'
        | 'gateway_unlike'
        | 'inconsistent'
        | 'machine_failed'
        | 'same_face'
        | 'tries_spent'
      )
  )[]
  note: string
  appeal: string
  final: boolean
  photo: boolean
  created_at: string
  verdict_at: string | null
  similarity: number | null
  threshold: number | null
  liveness: number | null
  found: FreshnessFound | null
  quality: Quality | null
  model: Model | null
  gateway_score: number | null
  twin: string | null
  twin_similarity: number | null
  again: AppealMeasured | null
  by: string | null
  proposed_by: string | null
  decided_by: string | null
}
/**
 * What was read. `outcome`: `fresh`, `stale` (read, and wrong), `unreadable`, `missing`, `unasked`.
 */
export interface FreshnessFound {
  outcome: 'fresh' | 'missing' | 'stale' | 'unasked' | 'unreadable'
  printed: string | null
  masthead: string
  confidence: number | null
}
/**
 * Figures of the face that was compared; None: there was none to measure.
 */
export interface Quality {
  faces: number
  face_pixels: number | null
  sharpness: number | null
  brightness: number | null
  yaw: number | null
  pitch: number | null
}
/**
 * A model set of the manifest.
 */
export interface Model {
  name: string
  version: string
}
/**
 * What the machine saw on the new photo of an appeal, beside the reference; a person decides whatever it says.
 */
export interface AppealMeasured {
  reasons: (
    | (
        | 'blurred'
        | 'bright'
        | 'code_missing'
        | 'code_unreadable'
        | 'code_wrong'
        | 'dark'
        | 'face_covered'
        | 'face_small'
        | 'face_turned'
        | 'many_faces'
        | 'newspaper_missing'
        | 'newspaper_old'
        | 'newspaper_unreadable'
        | 'no_face'
        | 'photo_broken'
      )
    | (
        | 'freshness_unsure'
        | 'liveness_low'
        | 'model_differs'
        | 'model_failed'
        | 'no_reference'
        | 'reference_broken'
        | 'unlike'
        | 'unsure'
      )
    | (
        | 'asked_for_person'
        | 'gateway_away'
        | 'gateway_unlike'
        | 'inconsistent'
        | 'machine_failed'
        | 'same_face'
        | 'tries_spent'
      )
  )[]
  similarity: number | null
  threshold: number | null
  liveness: number | null
  quality: Quality | null
  model: Model | null
}
/**
 * How a person stands in a programme: nothing in it names her. `consent`: the version agreed to. `reference`: a template is kept. `tries`: of this round. `attempt`: the one under way.
 */
export interface Standing {
  id: string
  version: number
  programme: string
  area: string
  path: string[]
  certified_on: string | null
  certified_until: string | null
  due_on: string | null
  consent: number | null
  reference: boolean
  tries: number
  benefit: 'paid' | 'paused'
  paused_on: string | null
  reminded: number
  attempt: string | null
  left: boolean
}
/**
 * The step, the state before it (None: just asked) and the mandate after it, as its reader may see it.
 */
export interface FamilyChanged {
  step: 'agreed' | 'asked' | 'ended'
  was: ('agreed' | 'asked' | 'ended') | null
  mandate: FamilyMandate
}
/**
 * Who may act for whom. `parent_name`: for the child masked (王**), and what the child wrote until she agreed; `parent`: for the child only once she agreed. `until`: the last day. `evidence`: how an official heard her.
 */
export interface FamilyMandate {
  id: string
  version: number
  state: 'agreed' | 'asked' | 'ended'
  child: string
  child_name: string
  parent: string | null
  parent_name: string
  tie: 'daughter' | 'grandchild' | 'other' | 'sibling' | 'son' | 'spouse'
  purpose: string
  until: string
  asked_at: string
  agreed_at: string | null
  agreed_way: ('app' | 'code' | 'desk' | 'visit') | null
  evidence: string
  ended_at: string | null
  ending: ('by_staff' | 'given_up' | 'over' | 'refused' | 'unanswered' | 'withdrawn') | null
}
/**
 * The step, the state before it (None: just asked) and the visit after it.
 */
export interface VisitChanged {
  step: 'asked' | 'cancelled' | 'done' | 'proposed' | 'taken'
  was: ('asked' | 'cancelled' | 'done' | 'proposed' | 'taken') | null
  visit: HomeVisit
}
/**
 * Somebody to be visited. `name`: hers; `agent`, `tie`: who asked for her. `person`: of a roster, to be certified. `visitor`: who comes; for herself without the name. `note`: what was done, or why not. `certified`: cancelled by the service, because she was certified so meanwhile.
 */
export interface HomeVisit {
  id: string
  version: number
  state: 'asked' | 'cancelled' | 'done' | 'proposed' | 'taken'
  reason: 'certification' | 'help'
  account: string
  name: string
  agent: string
  tie: ('daughter' | 'grandchild' | 'other' | 'sibling' | 'son' | 'spouse') | null
  area: string
  path: string[]
  place: string
  person: string | null
  text: string
  day: string | null
  part: ('afternoon' | 'morning') | null
  visitor: string
  note: string
  certified: ('desk' | 'phone') | null
  created_at: string
  updated_at: string
}
/**
 * Something was done under a mandate.
 */
export interface FamilyActed {
  act: FamilyAct
}
/**
 * Something done for her. `subject`: the ticket or visit; `number`: of the ticket.
 */
export interface FamilyAct {
  id: string
  mandate: string
  what: string
  subject: string | null
  number: number | null
  at: string
}
/**
 * The sections of this area and of what lies below it are to be fetched again.
 */
export interface HomeChanged {
  area: string
}
/**
 * Fetch them anew. `version`: of what is now in force or of the draft; None: the draft is gone.
 */
export interface RoutingChanged {
  area: string
  what: 'discarded' | 'draft' | 'published'
  version: number | null
}
/**
 * The call after a step of anybody's.
 */
export interface VolunteerCallChanged {
  call: VolunteerCall
}
/**
 * A call, for everybody. `unit`: who calls. `area`: for whom; `path`: ids from the district down to it. `taken` of `seats`; `waiting`: beyond those; `present`: who has come. `thanks`: of who called, once it is done.
 */
export interface VolunteerCall {
  id: string
  number: number
  version: number
  state: 'cancelled' | 'open'
  title: string
  text: string
  area: string
  path: string[]
  area_name: string
  unit: string
  place: string
  starts_at: string
  ends_at: string
  seats: number
  taken: number
  waiting: number
  present: number
  reason: string
  thanks: string
}
/**
 * My place after a step; the call it is in.
 */
export interface VolunteerMineChanged {
  place: VolunteerPlace
  call: VolunteerCall
}
/**
 * My place in a call. `minutes`: what counts, once I came.
 */
export interface VolunteerPlace {
  call: string
  state: 'left' | 'present' | 'signed' | 'waiting'
  signed_at: string
  present_at: string | null
  minutes: number
}
/**
 * The offer after a step of anybody's.
 */
export interface PartnerOfferChanged {
  offer: PartnerOffer
}
/**
 * An offer, for everybody. `partner`: the organisation's name. `areas`: for whom. Of `total` (counted in `unit`) `given` is promised or handed over, `handed` of it handed over; `waiting`: asks without an answer.
 */
export interface PartnerOffer {
  id: string
  number: number
  version: number
  state: 'closed' | 'open'
  kind: 'goods' | 'hours' | 'money' | 'room'
  title: string
  text: string
  unit: string
  total: number
  given: number
  handed: number
  waiting: number
  organisation: string
  partner: string
  areas: string[]
  area_names: string[]
  ends_at: string
  reason: string
}
/**
 * The ask after a step.
 */
export interface PartnerAskChanged {
  ask: PartnerAsk
}
/**
 * What a community asks of an offer. `wish`: the number of the wish that the money is for. `answer`: of the organisation: a reason, or when and where; `note`: of who handed it over; `thanks`: of who asked.
 */
export interface PartnerAsk {
  id: string
  version: number
  state: 'asked' | 'given' | 'handed' | 'refused' | 'withdrawn'
  offer: string
  offer_number: number
  title: string
  kind: 'goods' | 'hours' | 'money' | 'room'
  unit: string
  partner: string
  area: string
  path: string[]
  area_name: string
  asked_by_name: string
  purpose: string
  wish: number | null
  amount: number
  given: number
  answer: string
  note: string
  thanks: string
  asked_at: string
  answered_at: string | null
  handed_at: string | null
}
/**
 * For staff.
 */
export interface WishChanged {
  step: WishStep
  was: ('asked' | 'claimed' | 'fulfilled' | 'open' | 'refused' | 'returned' | 'thanked' | 'withdrawn') | null
  wish: Wish
}
/**
 * One entry of a wish's story. `by`: the name of who did it; empty for who may not know it, and for the service.
 */
export interface WishStep {
  kind:
    | 'asked'
    | 'claimed'
    | 'closed'
    | 'contacted'
    | 'edited'
    | 'fulfilled'
    | 'hidden'
    | 'lapsed'
    | 'let_through'
    | 'not_yet'
    | 'published'
    | 'raised'
    | 'refused'
    | 'released'
    | 'reminded'
    | 'restored'
    | 'returned'
    | 'taken_back'
    | 'thanked'
    | 'ungranted'
    | 'withdrawn'
  at: string
  by: string
  text: string
}
/**
 * A wish, for staff: everything but who asked. `text`: as it was asked. `account`: whether she has one; `asked_by`: staff who asked for her, with `consent`. `raise_at`: unmet till then it goes one level up.
 */
export interface Wish {
  id: string
  number: number
  version: number
  state: 'asked' | 'claimed' | 'fulfilled' | 'open' | 'refused' | 'returned' | 'thanked' | 'withdrawn'
  kind: 'company' | 'health' | 'help' | 'learning' | 'other' | 'repair' | 'thing'
  text: string
  public_text: string
  advice: string
  account: boolean
  asked_by: WishPerson | null
  consent: ('signed' | 'spoken') | null
  community: string
  path: string[]
  level: 'community' | 'district' | 'street'
  photos: number
  claimer: WishClaimer | null
  claimed_at: string | null
  contact_by: string | null
  contacted_at: string | null
  grant_by: string | null
  note: string
  thanks: string
  shared: boolean
  held: boolean
  hidden: string | null
  practice: boolean
  created_at: string
  updated_at: string
  published_at: string | null
  raise_at: string | null
  fulfilled_at: string | null
  closed_at: string | null
}
export interface WishPerson {
  id: string
  name: string
}
/**
 * Who has claimed it: for an organisation its name beside that of who acts for it.
 */
export interface WishClaimer {
  kind: 'organisation' | 'party' | 'resident' | 'volunteer'
  id: string
  name: string
  organisation: WishPerson | null
}
/**
 * For the wall.
 */
export interface WishShownChanged {
  step:
    | 'asked'
    | 'claimed'
    | 'closed'
    | 'contacted'
    | 'edited'
    | 'fulfilled'
    | 'hidden'
    | 'lapsed'
    | 'let_through'
    | 'not_yet'
    | 'published'
    | 'raised'
    | 'refused'
    | 'released'
    | 'reminded'
    | 'restored'
    | 'returned'
    | 'taken_back'
    | 'thanked'
    | 'ungranted'
    | 'withdrawn'
  wish: WishShown
}
/**
 * A wish on the wall. `state` "gone": it is not there any more, and says nothing. `path`: district … community. `level`: how far it is shown. `claimed_by`: what kind of claimer; `organisation`: its name, when it is one.
 */
export interface WishShown {
  id: string
  number: number
  version: number
  state: 'claimed' | 'fulfilled' | 'gone' | 'open' | 'thanked'
  kind: 'company' | 'health' | 'help' | 'learning' | 'other' | 'repair' | 'thing'
  text: string
  community: string
  path: string[]
  level: 'community' | 'district' | 'street'
  photos: number
  claimed_by: ('organisation' | 'party' | 'resident' | 'volunteer') | null
  organisation: string
  thanks: string
  published_at: string | null
  closed_at: string | null
}
/**
 * For who asked.
 */
export interface WishMineChanged {
  step: WishStep
  wish: WishMine
}
/**
 * A wish, for who asked. `text`: her own words; `public_text`: what the wall says. `advice`: why it was given back, refused or hidden. `claimer`: who will come, by name. `contact_by`: till then the claimer has to call; `grant_by`: and, having called, to grant it.
 */
export interface WishMine {
  id: string
  number: number
  version: number
  state: 'asked' | 'claimed' | 'fulfilled' | 'open' | 'refused' | 'returned' | 'thanked' | 'withdrawn'
  kind: 'company' | 'health' | 'help' | 'learning' | 'other' | 'repair' | 'thing'
  text: string
  public_text: string
  advice: string
  hidden: boolean
  community: string
  level: 'community' | 'district' | 'street'
  photos: number
  claimed_by: ('organisation' | 'party' | 'resident' | 'volunteer') | null
  claimer: string
  organisation: string
  claimed_at: string | null
  contact_by: string | null
  contacted_at: string | null
  grant_by: string | null
  note: string
  thanks: string
  held: boolean
  created_at: string
  published_at: string | null
  fulfilled_at: string | null
  closed_at: string | null
}
/**
 * For who claimed it.
 */
export interface WishTakenChanged {
  step: WishStep
  wish: WishTaken
}
/**
 * A wish, for who claimed it. `mine` False: the claim is over; the last they hear of it. `by`: who of the organisation claimed it.
 */
export interface WishTaken {
  id: string
  number: number
  version: number
  state: 'asked' | 'claimed' | 'fulfilled' | 'open' | 'refused' | 'returned' | 'thanked' | 'withdrawn'
  kind: 'company' | 'health' | 'help' | 'learning' | 'other' | 'repair' | 'thing'
  text: string
  community: string
  mine: boolean
  by: WishPerson
  organisation: WishPerson | null
  claimed_at: string
  contact_by: string
  contacted_at: string | null
  grant_by: string | null
  note: string
  thanks: string
  fulfilled_at: string | null
  closed_at: string | null
}
/**
 * Data of the event `photo.looked`, whose subject is the photo.
 */
export interface PhotoLooked {
  notes: ('blurred' | 'bright' | 'dark')[]
}
/**
 * What everybody of an organisation may know. `place`: down to the building, `area` is its id. `since`: when it came into its state.
 */
export interface Offer {
  id: string
  state: 'open' | 'over' | 'taken'
  category: string
  text: string
  place: string
  area: string
  urgent: boolean
  offered_at: string
  since: string
}
/**
 * `rows` written of about `total`; `reason`: why it failed, a code of errors. `expires_at`: until then there is something to fetch.
 */
export interface Export {
  id: string
  list: string
  state: 'cancelled' | 'done' | 'failed' | 'running' | 'waiting'
  rows: number
  total: number | null
  bytes: number | null
  reason: string | null
  created_at: string
  finished_at: string | null
  expires_at: string
}
/**
 * The state before (None: just proposed) and the proposal after.
 */
export interface ProposalChanged {
  was: ('accepted' | 'declined' | 'lapsed' | 'open') | null
  proposal: Proposal
}
/**
 * Words to the authority that pays. `months`: of arrears, for a resumption. Nothing in it names her.
 */
export interface Proposal {
  id: string
  version: number
  person: string
  path: string[]
  authority: string
  kind: 'pause' | 'resume'
  state: 'accepted' | 'declined' | 'lapsed' | 'open'
  reason: string
  months: number
  note: string
  proposed_by: string | null
  decided_by: string | null
  created_at: string
  decided_at: string | null
}
/**
 * Data of the event `certification.import`, whose subject is the import: figures only.
 */
export interface ImportProgress {
  id: string
  state: 'cancelled' | 'done' | 'failed' | 'running' | 'waiting'
  good: number
  at: number
  added: number
  changed: number
  same: number
  photos: number
  photos_at: number
  photos_kept: number
  bad_rows: number
  reason: string | null
}
/**
 * The post as its reader may see it now. `was` None: new to this reader.
 */
export interface PostChanged {
  was: ('deleted' | 'held' | 'hidden' | 'shown') | null
  post: Post
}
/**
 * A post. `path`: ids from the district down to `area`. `photos`: their ids; the links come with a fetch. `place`: where it is, for a post about a place. `reason`: why it is hidden, for its author and staff. `answer_by`: the community answers until then; None: it does not speak to the community. `shown_at`: its place in the lists. `thanks`: what it thanks for, when it does; its author may be a unit then.
 */
export interface Post {
  id: string
  version: number
  area: string
  path: string[]
  author: PostAuthor
  text: string
  photos: string[]
  topics: string[]
  place: string | null
  place_text: string
  state: 'deleted' | 'held' | 'hidden' | 'shown'
  reason: string | null
  likes: number
  comments: number
  answer_by: string | null
  answer: PostAnswer | null
  ticket: PostTicket | null
  shown_at: string | null
  created_at: string
  thanks: PostThanks | null
}
/**
 * Who wrote, as its reader may know her, and as she was then.
 */
export interface PostAuthor {
  id: string
  name: string
  verified: boolean
  badges: ('party' | 'volunteer')[]
}
/**
 * When and by whom the community answered first; the name is masked.
 */
export interface PostAnswer {
  at: string
  unit: string
  name: string
}
/**
 * The ticket that a post became; `number` is said in groups of three.
 */
export interface PostTicket {
  id: string
  number: number
  state: 'acknowledged' | 'closed' | 'dispatched' | 'reopened' | 'reported' | 'resolved' | 'working'
}
/**
 * What a post thanks for: a wish granted, hands that came, a partner's gift. `to`: the organisation; empty: it was neighbours. `title`: of the wish, the call, the gift.
 */
export interface PostThanks {
  about: 'partner' | 'volunteers' | 'wish'
  to: string
  title: string
}
/**
 * Nobody but its author and staff sees the post any more; `deleted`: nobody at all.
 */
export interface PostGone {
  post: string
  area: string
  version: number
  deleted: boolean
}
/**
 * Likes and comments of a post, as counted now.
 */
export interface PostCounted {
  post: string
  area: string
  likes: number
  comments: number
}
/**
 * A step of the ticket that a post became.
 */
export interface PostStepped {
  post: string
  area: string
  version: number
  ticket: PostTicket
  step: PostStep
}
/**
 * What everybody may know of a step of that ticket. `text`: the result, when it is done.
 */
export interface PostStep {
  kind:
    | 'accept_overdue'
    | 'accepted'
    | 'acknowledged'
    | 'answered'
    | 'arrived'
    | 'asked'
    | 'asked_again'
    | 'breached'
    | 'call_overdue'
    | 'called'
    | 'called_back'
    | 'checked'
    | 'claimed'
    | 'closed'
    | 'confirmed'
    | 'created'
    | 'declined'
    | 'dispatched'
    | 'escalated'
    | 'excluded'
    | 'extended'
    | 'followed'
    | 'given_back'
    | 'handed_back'
    | 'handed_down'
    | 'hung'
    | 'laddered'
    | 'merged'
    | 'noted'
    | 'offer_withdrawn'
    | 'offered'
    | 'part_done'
    | 'phoned'
    | 'put_on'
    | 'questioned'
    | 'rated'
    | 'rejected'
    | 'reminded'
    | 'reopened'
    | 'reported_in'
    | 'requested'
    | 'rescheduled'
    | 'resolved'
    | 'reviewed'
    | 'sent_back'
    | 'settled'
    | 'split'
    | 'started'
    | 'still_good'
    | 'subtask_done'
    | 'subtask_opened'
    | 'subtask_returned'
    | 'taken'
    | 'taken_off'
    | 'taken_over'
    | 'turned_down'
    | 'unanswered'
    | 'unchecked'
    | 'unfollowed'
    | 'warned'
  unit: string
  text: string
  at: string
}
/**
 * The comment as its reader may see it now.
 */
export interface CommentChanged {
  comment: PostComment
}
/**
 * A comment. `parent`: the one it replies to. `to_name`: whom it answers. `unit`: staff answer as this unit.
 */
export interface PostComment {
  id: string
  version: number
  post: string
  parent: string | null
  author: PostAuthor
  to_name: string
  unit: string | null
  text: string
  state: 'deleted' | 'held' | 'hidden' | 'shown'
  reason: string | null
  created_at: string
}
/**
 * Nobody but its author and staff sees the comment any more; `deleted`: nobody at all.
 */
export interface CommentGone {
  comment: string
  post: string
  version: number
  deleted: boolean
}
/**
 * The reader likes a post, or no longer; for her other devices.
 */
export interface PostLiked {
  post: string
  liked: boolean
}
/**
 * Something about the reader: her post was answered, somebody replied or mentioned her, `likes` people like it.
 */
export interface FeedTold {
  kind: 'answered' | 'commented' | 'liked' | 'mentioned' | 'replied'
  post: string
  comment: string | null
  by: string
  text: string
  likes: number
}
/**
 * `was`: None when it has just been written. `by`: None: the service.
 */
export interface NoticeChanged {
  step:
    | 'approved'
    | 'cleared'
    | 'corrected'
    | 'declined'
    | 'edited'
    | 'expired'
    | 'published'
    | 'submitted'
    | 'withdrawn'
    | 'written'
  was: ('cleared' | 'draft' | 'expired' | 'published' | 'scheduled' | 'waiting' | 'withdrawn') | null
  by: NoticePerson | null
  notice: StaffNotice
}
export interface NoticePerson {
  id: string
  name: string
}
/**
 * A notice as staff see it in a list. `head` shows what readers see, else what they will see. `wide`: a second person looks first. `declined`: why it was sent back.
 */
export interface StaffNotice {
  head: NoticeHead
  version: number
  targets: AreaName[]
  above: string[]
  wide: boolean
  pending: NoticePending | null
  written_by: NoticePerson
  approved_by: NoticePerson | null
  publish_at: string | null
  declined: string
  created_at: string
  updated_at: string
}
/**
 * A notice as its readers see it in a list. `edition` above 1: 已更正. Who has read one below `asked_edition` is asked again. `attachments`: how many. `ended_text`: what was said when an alert was cleared.
 */
export interface NoticeHead {
  id: string
  kind: 'alert' | 'notice' | 'policy'
  state: 'cleared' | 'draft' | 'expired' | 'published' | 'scheduled' | 'waiting' | 'withdrawn'
  edition: number
  asked_edition: number
  words: {
    [k: string]: NoticeTitle
  }
  unit: string
  areas: string[]
  groups: string[]
  must_read: boolean
  attachments: number
  published_at: string | null
  expires_at: string | null
  ended_at: string | null
  ended_text: string
}
/**
 * `summary`: what to do, for an alert; the gist of anything else.
 */
export interface NoticeTitle {
  title: string
  summary: string
}
/**
 * An area as others mention it.
 */
export interface AreaName {
  id: string
  level: 'building' | 'community' | 'district' | 'dwelling' | 'estate' | 'grid' | 'street' | 'unit'
  name: string
}
/**
 * An edition that readers do not see yet.
 */
export interface NoticePending {
  number: number
  ask_again: boolean
  written_by: NoticePerson
  written_at: string
}
export interface NoticeShown {
  step:
    | 'approved'
    | 'cleared'
    | 'corrected'
    | 'declined'
    | 'edited'
    | 'expired'
    | 'published'
    | 'submitted'
    | 'withdrawn'
    | 'written'
  notice: NoticeHead
}
/**
 * There is something new in the list of what the reader was told; it is fetched, for no word of it is here.
 */
export interface ToldAdded {
  template: string
}
/**
 * What the reader has read on another device: these lines, or `all`.
 */
export interface ToldRead {
  lines: string[]
  all: boolean
}
export interface Following {
  kind: 'area' | 'post'
  thing: string
  following: boolean
}
/**
 * What a resident did with a notice. `reached_at`: its alarm stood on her phone. `edition`: what she read.
 */
export interface NoticeReceipt {
  notice: string
  reached_at: string | null
  edition: number | null
  read_at: string | null
}
/**
 * How far a notice has come. `people`: accounts it is for; `reached`: of an alert, whose phone showed it; `sent`: messages to those who were not; `households` and how many of them have read.
 */
export interface NoticeCoverage {
  notice: string
  people: number
  reached: number
  read: number
  sent: number
  households: number
  households_read: number
}
/**
 * One area's counts now. `version` is the log's `seq` they stand at; `rates` is None until counted once.
 */
export interface Board {
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
  name: string
  level: string
  version: number
  certification: Certification
  wishes: BoardWishes
  rates: ThreeRates | null
  connected: Connected
}
/**
 * Tickets that got there since midnight, Asia/Shanghai.
 */
export interface Today {
  reported: number
  acknowledged: number
  resolved: number
  confirmed: number
}
/**
 * How long today's acknowledged tickets waited for it, wall-clock seconds; None when there are none. Quantiles of a histogram: `p50` and `p90` are within `error` (a part of 1) of the duration at that rank.
 */
export interface Waits {
  count: number
  p50: number | null
  p90: number | null
  error: number
}
/**
 * What was acknowledged and resolved today, by the promise that stood for it.
 */
export interface Sla {
  acknowledged_in_time: number
  acknowledged_late: number
  resolved_in_time: number
  resolved_late: number
}
/**
 * A category's tickets: reported today, open now.
 */
export interface Hot {
  category: string
  today: number
  open: number
}
/**
 * An estate's open tickets, and how many of them are late. Estates with none are left out.
 */
export interface Heat {
  area: string
  open: number
  late: number
}
/**
 * The area below, as far as its own board is worth opening.
 */
export interface Part {
  area: string
  name: string
  open: number
  late: number
  reported: number
}
/**
 * How an area's rosters stand. `due`: within the days of notice, `overdue`: past the day, `certified`: for this round, so neither; who is new and not due yet is in `persons` only. `in_review`: tries that wait for a person to decide; `tries_today`: photos sent since midnight.
 */
export interface Certification {
  persons: number
  due: number
  certified: number
  overdue: number
  in_review: number
  tries_today: number
}
/**
 * An area's wishes on the wall: nobody has claimed it yet, somebody has, and granted and thanked for, ever.
 */
export interface BoardWishes {
  open: number
  claimed: number
  thanked: number
}
/**
 * Of tickets received from `first` to `last`, both within (28 days), as `/api/rates` counts them. Counted anew by PostgreSQL once a minute, or more rarely when that takes long: everything else on a board is a second old at most. `at`: when it was counted.
 */
export interface ThreeRates {
  first: string
  last: string
  at: string
  response: OfRate
  resolution: OfRate
  satisfaction: OfRate
}
/**
 * `ok` of `of`.
 */
export interface OfRate {
  ok: number
  of: number
}
/**
 * Accounts with an open connection, counted every ten seconds: staff (`consoles`) by where they work, residents (`phones`) by where they live, everybody in the district. No more is known here than how many. One whose connections end in two hub processes counts in both.
 */
export interface Connected {
  consoles: number
  phones: number
}
/**
 * Data of the event `job.dead`, whose subject is the job.
 */
export interface JobDead {
  kind: string
  attempts: number
  reason: string | null
}
/**
 * Data of a `redacted` event: the earlier events whose text is gone.
 */
export interface Redacted {
  seqs: number[]
}

export type ClientMessage = Hello | Subscribe | Unsubscribe | Announce | Ping

export type HubMessage = Welcome | Subscribed | Recovered | Mark | EventMessage | Reset | Present | ErrorMessage | Pong

/** What `data` is, by the type of event. */
export interface EventData {
  'ticket.changed': TicketChanged
  'ticket.followed': TicketChanged
  'residence.changed': ResidenceChanged
  'wechat.changed': WechatChanged
  'duty.changed': DutyChanged
  'feedback.changed': FeedbackChanged
  'moderation.changed': ModerationChanged
  'moderation.mine': MyCaseChanged
  'moderation.block': BlockChanged
  'moderation.my_block': MyBlockChanged
  'certification.changed': CertificationChanged
  'family.changed': FamilyChanged
  'visit.changed': VisitChanged
  'family.acted': FamilyActed
  'home.changed': HomeChanged
  'routing.changed': RoutingChanged
  'volunteer.call': VolunteerCallChanged
  'volunteer.mine': VolunteerMineChanged
  'partner.offer': PartnerOfferChanged
  'partner.ask': PartnerAskChanged
  'wish.changed': WishChanged
  'wish.shown': WishShownChanged
  'wish.mine': WishMineChanged
  'wish.taken': WishTakenChanged
  'photo.looked': PhotoLooked
  'offer.changed': Offer
  'export.progress': Export
  'certification.proposal': ProposalChanged
  'certification.import': ImportProgress
  'post.changed': PostChanged
  'post.gone': PostGone
  'post.counted': PostCounted
  'post.step': PostStepped
  'comment.changed': CommentChanged
  'comment.gone': CommentGone
  'post.liked': PostLiked
  'feed.told': FeedTold
  'notice.changed': NoticeChanged
  'notice.shown': NoticeShown
  'told.added': ToldAdded
  'told.read': ToldRead
  'follow.changed': Following
  'notice.read': NoticeReceipt
  'notice.coverage': NoticeCoverage
  'board.counts': Board
  'job.dead': JobDead
  'redacted': Redacted
}

export const SUBPROTOCOL = 'shequtong.live.v1'

/** Most topics of one connection. */
export const TOPICS = 128

/** How long an announcement holds, in seconds. */
export const PRESENCE_SECONDS = 40

/** `soon`: with jitter · `later`: after a rest · `never`: someone must act first (sign in, upgrade). */
export type Reconnect = 'soon' | 'later' | 'never'

export const CLOSE_CODES: Readonly<Record<number, { reason: string; reconnect: Reconnect }>> = {
  1001: { reason: 'going away', reconnect: 'soon' },
  1011: { reason: 'internal error', reconnect: 'soon' },
  4400: { reason: 'bad message', reconnect: 'never' },
  4401: { reason: 'not authenticated', reconnect: 'never' },
  4403: { reason: 'revoked', reconnect: 'never' },
  4408: { reason: 'silent too long', reconnect: 'soon' },
  4413: { reason: 'message too large', reconnect: 'never' },
  4429: { reason: 'too many', reconnect: 'later' },
  4508: { reason: 'too slow; come back from your seq', reconnect: 'soon' },
}

export type Kind = 'string' | 'number' | 'array' | 'object' | 'string?' | 'any'

/** The fields each message has; it may have more (a newer hub), never fewer. */
export const FIELDS: Readonly<Record<HubMessage['op'], Readonly<Record<string, Kind>>>> = {
  welcome: { session: 'string', epoch: 'string', seq: 'number', heartbeat: 'number', limits: 'object' },
  subscribed: { id: 'number', topics: 'array', epoch: 'string', seq: 'number' },
  recovered: { id: 'number', seq: 'number' },
  mark: { seq: 'number' },
  event: { seq: 'number', type: 'string', subject: 'string', area: 'string?', at: 'string', data: 'any' },
  reset: { topics: 'array', reason: 'string' },
  presence: { topic: 'string', who: 'array' },
  error: { code: 'string', message: 'string' },
  pong: { id: 'number' },
}
