/** The parts of Vant that are used: only these are in the bundle. */

export { Button as VanButton } from 'vant/es/button'
export { Field as VanField } from 'vant/es/field'
export { Switch as VanSwitch } from 'vant/es/switch'
