/** Shapes of the HTTP API, all made from the hub; here only the names the pages use for parts of them. */

import type { Area, InboxMessage, MyGrant, Step, Ticket, TicketDetail, TicketsPageQuery } from './generated.http'

export type * from './generated.http'
export type { TicketChanged as TicketChange } from './generated'
export type { NoticeCoverage as NoticeSums, NoticeShown } from './generated'

export type TicketState = Ticket['state']
export type StepKind = Step['kind']
export type Action = TicketDetail['actions'][number]
export type ListName = TicketsPageQuery['list']
export type Level = Area['level']
export type Grant = MyGrant
export type DemoMessage = InboxMessage
