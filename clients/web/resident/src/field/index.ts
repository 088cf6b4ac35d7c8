/** Everything of duty in one piece: fetched once, there without a network. */

export { default as Duty } from './Duty.vue'
export { default as Job } from './Job.vue'
export { default as OnDuty } from './OnDuty.vue'
export { default as Rounds } from './Rounds.vue'
export { default as Visit } from './Visit.vue'
export { default as Work } from './Work.vue'
