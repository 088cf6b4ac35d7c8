/** 志愿活动的词句。 */
export default {
  volunteers: {
    title: '志愿活动',
    hint: '社区和共建单位招呼邻居搭把手。报名、签到，时长都记着。',
    hours: '您已服务 {hours} 小时，参加 {n} 次',
    none: '眼下没有活动。有了会出现在这里。',
    soon: '近期活动',
    mine: '我报名的',
    seats: '{taken} / {seats} 人',
    waiting: '另有 {n} 人候补',
    by: '{name} 发起',
    sign_up: '我要报名',
    line_up: '满了，排候补',
    leave: '去不了，取消',
    state: { signed: '已报名，请按时到', waiting: '候补中，有空位会通知您', present: '已签到，记 {n} 分钟' },
    code: '现场的六位签到码',
    come: '签到',
    come_hint: '看现场牌子上的数字',
    thanks: '{name}谢谢您：{text}',
    cancelled: '取消了：{why}',
  },
}
