"""What messages say, in Chinese and English: `str.format` templates, one table."""

from collections.abc import Mapping
from typing import NamedTuple

from hub.errors import DomainError


class Template(NamedTuple):
    """`listed`: it stands in the list of what she was told (消息). `urgent`: it passes her quiet hours. `chosen`: it
    goes out only to those who want such messages at once."""

    zh: str
    en: str
    listed: bool = True
    urgent: bool = False
    chosen: bool = False


TEMPLATES: dict[str, Template] = {
    "ticket.ladder": Template(
        "【社区通】{unit}：第 {number} 号件（{category}）到时无人签收，请马上处理。",
        "[Shequtong] {unit}: nobody has acknowledged number {number} ({category}) in time. Please see to it now.",
        listed=False,
        urgent=True,
    ),
    "ticket.ladder_urgent": Template(
        "【社区通】紧急！{unit}：第 {number} 号件（{category}）等待签收，请立即处理。",
        "[Shequtong] Urgent! {unit}: number {number} ({category}) waits to be acknowledged. Please act at once.",
        listed=False,
        urgent=True,
    ),
    "ticket.connect": Template(
        "【社区通】正在为您接通第 {number} 号件的来件人，请接听。",
        "[Shequtong] Connecting you with the reporter of number {number}: please pick up.",
        listed=False,
        urgent=True,
    ),
    "sign_in.code": Template(
        "【社区通】验证码 {code}，{minutes} 分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。",
        "[Shequtong] Your code is {code}, valid for {minutes} minutes. Staff never ask for it: tell nobody.",
        listed=False,
        urgent=True,
    ),
    "family.asked": Template(
        "【社区通】{name}想用自己的手机替您办社区的事，到 {until} 为止。您同意，就把确认码 {code} 告诉对方"
        "（{minutes} 分钟内有效）；不同意，不用理会。随时可以收回。",
        "[Shequtong] {name} asks to act for you with the community until {until}. If you agree, tell them the code "
        "{code} (good for {minutes} minutes); if not, ignore this. You can take it back at any time.",
        listed=False,
        urgent=True,
    ),
    "residence.verified": Template(
        "【社区通】您登记的住址 {place} 已核实。", "[Shequtong] Your address {place} has been verified."
    ),
    "residence.refused": Template(
        "【社区通】您登记的住址 {place} 未通过核实：{reason}。如有疑问请联系社区。",
        "[Shequtong] Your address {place} was not verified: {reason}. Please ask your community's office.",
    ),
    "ticket.asked": Template(
        "【社区通】您反映的“{category}”（编号 {number}）已经处理。满意请确认，没弄好可以在 7 天内要求重办；"
        "不回复也没关系。",
        "[Shequtong] Your report “{category}” (no. {number}) has been dealt with. Please confirm it, or reopen "
        "it within 7 days if it is not right. You need not answer.",
    ),
    "ticket.asked_again": Template(
        "【社区通】您四周前反映的“{category}”（编号 {number}）现在还好吗？如果又出了问题，请在“我的事项”里"
        "告诉我们。这件事我们不会再打扰您。",
        "[Shequtong] Your report “{category}” (no. {number}) was closed four weeks ago. Is it still good? If not, "
        "tell us under “my reports”. We will not ask about it again.",
    ),
    # to who called about a ticket: what residents see in the app
    "caller.created": Template(
        "【社区通】您反映的事项已登记，编号 {number}（{place}），承诺 {promised} 前办结。",
        "[Shequtong] Your report is registered as {number} ({place}); promised to be done by {promised}.",
        listed=False,
    ),
    "caller.acknowledged": Template(
        "【社区通】您反映的事项 {number} 已由{unit}签收。",
        "[Shequtong] Your report {number} has been seen by {unit}.",
        listed=False,
    ),
    "caller.started": Template(
        "【社区通】您反映的事项 {number} 已开始处理。",
        "[Shequtong] Somebody is working on your report {number}.",
        listed=False,
    ),
    "caller.noted": Template(
        "【社区通】关于您反映的事项 {number}，{unit}说：{text}",
        "[Shequtong] About your report {number}, {unit} says: {text}",
        listed=False,
    ),
    "caller.resolved": Template(
        "【社区通】您反映的事项 {number} 已办好：{text}。如未解决，请回电社区。",
        "[Shequtong] Your report {number} is done: {text}. If it is not, please call your community.",
        listed=False,
    ),
    "caller.step": Template(
        "【社区通】您反映的事项 {number}（{place}）有新进展。",
        "[Shequtong] There is news about your report {number} ({place}).",
        listed=False,
    ),
    "ticket.question": Template(
        "【社区通】{unit}想向您了解一点情况（编号 {number}），请在“我的事项”里回复，也可以打社区电话。",
        "[Shequtong] {unit} asks you something about report no. {number}. Please answer under “my reports”, or call.",
    ),
    "ticket.question_again": Template(
        "【社区通】{unit}还在等您的答复（编号 {number}）。方便时请回复；不回复也会继续办理。",
        "[Shequtong] {unit} still waits for your answer on report no. {number}. Without it we go on.",
    ),
    "ticket.breached": Template(
        "【社区通】编号 {number} 的{promise}已超时，现由{unit}办理，请督促。",
        "[Shequtong] No. {number}, now with {unit}, has missed a promise ({promise}). Please see to it.",
        listed=False,
    ),
    "certification.due_soon": Template(
        "【社区通】{programme}认证将于 {day} 到期。可在手机上拍照认证，也可以到社区或预约上门办理。",
        "[Shequtong] {programme}: please certify by {day}, by a photo on the phone, at the desk or at home.",
    ),
    "certification.due": Template(
        "【社区通】{programme}认证今天（{day}）到期，请尽快认证；不方便的话，请让社区上门办理。",
        "[Shequtong] {programme}: the certification runs out today ({day}). The community can come to you.",
    ),
    "certification.overdue": Template(
        "【社区通】{programme}认证已于 {day} 到期，还没有认证。需要帮助请联系社区，可以上门办理。",
        "[Shequtong] {programme}: the certification ran out on {day}. If you need help, the community comes to you.",
    ),
    "certification.notice": Template(
        "【社区通】{programme}长时间没有认证。{days} 天后可能会建议发放单位暂停发放；之后通过认证，会同时建议补发。"
        "请联系社区，可以上门办理。",
        "[Shequtong] {programme}: after {days} days without certification a pause may be proposed to who pays; once "
        "certified, arrears are proposed too. The community can come to you.",
    ),
    "volunteer.cancelled": Template(
        "【社区通】志愿活动“{title}”取消了：{reason}。谢谢您！",
        "[Shequtong] “{title}” does not take place: {reason}. Thank you!",
    ),
    "volunteer.thanked": Template(
        "【社区通】谢谢您参加志愿活动“{title}”：{text}",
        "[Shequtong] Thank you for coming to “{title}”: {text}",
    ),
    "volunteer.moved_up": Template(
        "【社区通】志愿活动“{title}”有了空位，您已报上名，请按时到。",
        "[Shequtong] There is a seat for you in “{title}”: please come.",
    ),
    "wish.published": Template(
        "【社区通】您的微心愿（{number}号）已贴上心愿墙，等热心人认领。",
        "[Shequtong] Your wish no. {number} hangs on the wall now.",
    ),
    "wish.returned": Template(
        "【社区通】您的微心愿（{number}号）请再改一改：{text}",
        "[Shequtong] Please change your wish no. {number}: {text}",
    ),
    "wish.refused": Template(
        "【社区通】很抱歉，您的微心愿（{number}号）没能贴出来：{text}",
        "[Shequtong] Sorry, your wish no. {number} could not be published: {text}",
    ),
    "wish.hidden": Template(
        "【社区通】您的微心愿（{number}号）暂时从心愿墙取下：{text}。如有疑问请联系社区。",
        "[Shequtong] Your wish no. {number} was taken off the wall: {text}. Please ask your community.",
    ),
    "wish.claimed": Template(
        "【社区通】您的微心愿（{number}号）有人认领了，{days} 天内会联系您。",
        "[Shequtong] Somebody has claimed your wish no. {number} and will call you within {days} days.",
    ),
    "wish.remind": Template(
        "【社区通】您认领的微心愿（{number}号）还没联系对方，还剩 {days} 天，请打个电话吧。",
        "[Shequtong] You have not called about wish no. {number} yet; {days} days are left.",
    ),
    "wish.ungranted": Template(
        "【社区通】您认领的微心愿（{number}号）约定的时间到了还没有办成，已放回心愿墙。谢谢您的心意！",
        "[Shequtong] Wish no. {number} that you claimed was not granted in time and is back on the wall. Thank you!",
    ),
    "wish.staff_ungranted": Template(
        "【社区通】微心愿（{number}号）联系后 {days} 天没有办成，已放回心愿墙，请关注。",
        "[Shequtong] Wish no. {number} was not granted within {days} days and is back on the wall. Please see to it.",
    ),
    "wish.lapsed": Template(
        "【社区通】您认领的微心愿（{number}号）到时没有联系，已放回心愿墙。",
        "[Shequtong] You did not call about wish no. {number} in time; it is on the wall again.",
    ),
    "wish.open_again": Template(
        "【社区通】您的微心愿（{number}号）认领人没能办成，已重新贴上心愿墙，请再等等。",
        "[Shequtong] Who claimed your wish no. {number} could not do it; it is on the wall again.",
    ),
    "wish.taken_back": Template(
        "【社区通】社区收回了您认领的微心愿（{number}号）：{text}",
        "[Shequtong] The community has taken wish no. {number} back from you: {text}",
    ),
    "wish.fulfilled": Template(
        "【社区通】您的微心愿（{number}号）办好了吗？请点确认，说声谢谢；{days} 天不回复就算办好了。",
        "[Shequtong] Is your wish no. {number} granted? Please confirm; without a word within {days} days it is.",
    ),
    "wish.not_yet": Template(
        "【社区通】您认领的微心愿（{number}号），对方说还没办好，请再联系一下。",
        "[Shequtong] Wish no. {number} is not done yet, she says; please get in touch again.",
    ),
    "wish.thanked": Template(
        "【社区通】您认领的微心愿（{number}号）已圆满，对方谢谢您！",
        "[Shequtong] Wish no. {number} is granted, and you are thanked!",
    ),
    "wish.closed": Template(
        "【社区通】您认领的微心愿（{number}号）已圆满，社区谢谢您！",
        "[Shequtong] Wish no. {number} is granted. The community thanks you!",
    ),
    "wish.withdrawn": Template(
        "【社区通】您认领的微心愿（{number}号）对方已撤回，不用再办，谢谢您！",
        "[Shequtong] Wish no. {number} was withdrawn; nothing is left to do. Thank you!",
    ),
    "feed.answered": Template(
        "【社区通】您的帖子有了{unit}的回复：{text}", "[Shequtong] {unit} has answered your post: {text}"
    ),
    "feed.mentioned": Template(
        "【社区通】{by}在邻里圈提到了您：{text}",
        "[Shequtong] {by} mentioned you among neighbours: {text}",
        chosen=True,
    ),
    "feed.replied": Template(
        "【社区通】{by}在邻里圈回复了您：{text}",
        "[Shequtong] {by} replied to you among neighbours: {text}",
        chosen=True,
    ),
    "digest.daily": Template(
        "【社区通】今天：{text}。不想再收，可在“消息设置”里关掉。",
        "[Shequtong] Today: {text_en}. Switch this off under “Message settings”.",
        listed=False,
    ),
    "notice.alert": Template(
        "【社区通】{unit}紧急通知：{title}。{todo}请互相转告老人和邻居。",
        "[Shequtong] Urgent, from {unit}: {title_en}. {todo_en} Please tell your neighbours.",
        listed=False,
        urgent=True,
    ),
    "notice.clear": Template(
        "【社区通】{unit}：{title}，已解除。{text}",
        "[Shequtong] {unit}: {title_en} – all clear. {text}",
        listed=False,
        urgent=True,
    ),
    "moderation.published": Template(
        "【社区通】您发布的“{words}”已通过审核，邻居可以看到了。",
        "[Shequtong] What you wrote, “{words}”, has been looked at and is shown to others now.",
    ),
    "moderation.hidden": Template(
        "【社区通】您发布的“{words}”已被隐藏，理由：{reason}。不同意可以在社区通里申诉，由另一位工作人员复核。",
        "[Shequtong] What you wrote, “{words}”, has been hidden: {reason}. You may appeal in the app; somebody else "
        "will look at it.",
    ),
    "moderation.restored": Template(
        "【社区通】您发布的“{words}”已恢复显示。{reason}",
        "[Shequtong] What you wrote, “{words}”, is shown again. {reason}",
    ),
    "moderation.refused": Template(
        "【社区通】关于“{words}”的申诉已复核，维持隐藏：{reason}",
        "[Shequtong] Your appeal about “{words}” was looked at by somebody else; it stays hidden: {reason}",
    ),
    "moderation.blocked": Template(
        "【社区通】您在{area}暂时不能发言，到 {until} 为止。理由：{reason}。报修、求助不受影响。",
        "[Shequtong] You cannot write in {area} until {until}: {reason}. Reporting a fault is not affected.",
    ),
    "moderation.lifted": Template(
        "【社区通】您在{area}的发言限制已提前解除。{reason}",
        "[Shequtong] You may write in {area} again, earlier than planned. {reason}",
    ),
    "moderation.report_kept": Template(
        "【社区通】您举报的内容，工作人员看过了：没有违反公约，保留显示。谢谢您提醒。",
        "[Shequtong] Staff have looked at what you reported: it keeps to the rules and stays. Thank you.",
    ),
    "moderation.report_hidden": Template(
        "【社区通】您举报的内容，工作人员看过了：已经隐藏。谢谢您提醒。",
        "[Shequtong] Staff have looked at what you reported: it has been hidden. Thank you for telling us.",
    ),
    "feedback.answered": Template(
        "【社区通】您的意见有了答复：{text}", "[Shequtong] Your feedback has an answer: {text}"
    ),
    # lines of the list alone, for which no message goes out: `title` names the thing to who reads it
    "line.ticket.acknowledged": Template("{title}：已经签收", "{title}: seen by who is in charge"),
    "line.ticket.started": Template("{title}：开始处理了", "{title}: somebody is working on it"),
    "line.ticket.noted": Template("{title}：有新的说明", "{title}: there is news"),
    "line.ticket.resolved": Template("{title}：办好了", "{title}: it is done"),
    "line.ticket.closed": Template("{title}：已办结", "{title}: it is closed"),
    "line.ticket.merged": Template(
        "{title}：与同一件事合并办理", "{title}: it is dealt with together with another"
    ),
    "line.ticket.hung": Template("{title}：要多等一些时间", "{title}: it will take longer"),
    "line.commented": Template(
        "邻居评论了您的帖子：“{title}”", "A neighbour wrote under your post: “{title}”"
    ),
    "line.followed.ticket": Template(
        "您关注的 {title}：有新进展", "There is news of {title}, which you follow"
    ),
    "line.followed.comment": Template(
        "您关注的帖子有新评论：“{title}”", "A post you follow has a new comment: “{title}”"
    ),
    "line.followed.answer": Template(
        "您关注的帖子，社区回复了：“{title}”", "The community has answered a post you follow: “{title}”"
    ),
    "line.followed.step": Template(
        "您关注的帖子，办理有进展：“{title}”", "What a post you follow led to has moved on: “{title}”"
    ),
    "line.followed.post": Template(
        "您关注的地方有新帖子：“{title}”", "A new post where you follow: “{title}”"
    ),
    "line.followed.report": Template(
        "您关注的地方有人报事：{title}", "Somebody reported something where you follow: {title}"
    ),
    "line.gone": Template("这条内容已经看不到了", "This can no longer be seen"),
}


def said(template: str, params: Mapping[str, str]) -> tuple[str, str]:
    """The line of a list in Chinese and English: what the message says, without whom it is from.

    Raises:
        DomainError, KeyError: as `render`.
    """
    zh, en = render(template, "zh-CN", params), render(template, "en", params)
    return zh.removeprefix("【社区通】"), en.removeprefix("[Shequtong] ")


def render(template: str, locale: str, params: Mapping[str, str]) -> str:
    """The text of a message.

    Raises:
        DomainError: `message.unknown_template`.
        KeyError: a parameter is missing.
    """
    kind = TEMPLATES.get(template)
    if kind is None:
        raise DomainError("message.unknown_template", template=template)
    return (kind.en if locale.startswith("en") else kind.zh).format_map(params)
