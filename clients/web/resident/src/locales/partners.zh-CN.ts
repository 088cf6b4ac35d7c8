/** 共建资源的词句。 */
export default {
  partners: {
    title: '共建单位提供了…',
    hint: '单位拿出来给邻居们用的场地、物资、服务和资金。',
    none: '眼下还没有。有了会出现在这里。',
    by: '{name} 提供了',
    count: '共 {total} {unit}',
    left: '还剩 {left} {unit}',
    all_given: '都用上了',
    until: '到 {at} 为止',
    how: '想用？打电话给社区，社区帮您申请',
  },
}
