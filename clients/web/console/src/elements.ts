/** The parts of Element Plus that are used: only these are in the bundle. */

export { ElButton } from 'element-plus/es/components/button/index'
export { ElInput } from 'element-plus/es/components/input/index'
