// What both servers are fed with: `run RATE EVENTS SIZE 1` on stdin makes the events of the schedule.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const schedule = readFileSync(process.argv[3], 'utf8').trimEnd().split('\n').map((line) => line.split(' '))

export function topicsOf(url) {
  return new URL(url, 'http://127.0.0.1').searchParams.get('topics').split(',')
}

export function feed(send) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [rate, events, size] = line.split(' ').slice(1).map(Number)
    const start = process.hrtime.bigint()
    let number = 0
    const turn = () => {
      const now = process.hrtime.bigint()
      const due = Math.min(events, Math.floor((Number(now - start) / 1e9) * rate) + 1)
      for (; number < due; number++) send(schedule[number % schedule.length], frame(size))
      if (number < events) setTimeout(turn, 1)
      else console.log('done')
    }
    turn()
  }).on('close', () => process.exit())
}

function frame(size) {
  return 'x'.repeat(size - 22) + '~t=' + process.hrtime.bigint().toString().padStart(19, '0')
}
