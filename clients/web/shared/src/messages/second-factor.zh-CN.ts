/** Words of binding an authenticator; they come with the page. */
export default {
  title: '绑定动态验证码',
  why: '{name}，您好。工作人员登录需要密码和动态验证码两样。请先绑定，大约一分钟，只需做一次。',
  app: '手机上装一个验证器应用，例如微信小程序“腾讯身份验证器”、Microsoft Authenticator 或系统自带的密码管理。',
  scan: '用它扫这个二维码。',
  code_image: '绑定用的二维码',
  here: '就在这台手机上打开验证器',
  by_hand: '扫不了？手工输入这个密钥',
  type: '输入它显示的 6 位数字',
  bind: '绑定',
  later: '先不绑，退出登录',
  done: '已绑定。请保存备用码',
  keep: '手机丢了或不在身边时，登录时输入一个备用码代替动态验证码。每个只能用一次，只显示这一次。请打印或抄下来，和钥匙一样保管，不要拍照发给别人。',
  of: '{name} · 社区通备用码 · {day}',
  print: '打印',
  kept: '我已保存好',
  go: '开始工作',
}
