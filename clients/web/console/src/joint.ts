/** What the joint meeting said, as it is written down. Pure. */

import type { NextOwner, Settle } from '@shequtong/sdk'

export interface TaskForm {
  /** `area:<id>` or `organisation:<id>`; empty: the desk of the place. */
  to: string
  text: string
  /** By the wall's clock, as a browser's field gives it; empty: the category's time. */
  by: string
}

export interface OutcomeForm {
  outcome: string
  holder: string
  tasks: TaskForm[]
}

function unit(value: string): NextOwner | null {
  const [kind, id] = value.split(':') as [string, string]
  if (value === '') return null
  return kind === 'area' ? { area: id } : { organisation: id }
}

/** Rows without words are not tasks. */
export function outcomeBody({ outcome, holder, tasks }: OutcomeForm, version: number): Settle {
  return {
    outcome: outcome.trim(),
    holder: unit(holder),
    tasks: tasks
      .filter(({ text }) => text.trim() !== '')
      .map(({ to, text, by }) => ({ text: text.trim(), to: unit(to), resolve_by: by === '' ? null : `${by}:00+08:00` })),
    version,
  }
}

/** What lacks: the words, or those of a task for whom somebody was named. */
export function lacks({ outcome, tasks }: OutcomeForm): 'outcome' | 'task' | null {
  if (outcome.trim() === '') return 'outcome'
  return tasks.some(({ to, by, text }) => (to !== '' || by !== '') && text.trim() === '') ? 'task' : null
}
