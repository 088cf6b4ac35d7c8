"""The table of domain errors, by room: code → status over HTTP and a sentence for a person, in Chinese and English."""

from typing import NamedTuple


class ErrorKind(NamedTuple):
    """One row of the table: HTTP status, message in zh-CN, message in en (both `str.format` templates)."""

    status: int
    zh: str
    en: str


K = ErrorKind

ERRORS: dict[str, ErrorKind] = {
    # core
    "internal": K(
        500,
        "系统出错了，您的内容没有保存，请稍后再试。",
        "Something broke; nothing was saved. Please try again later.",
    ),
    "unavailable": K(
        503,
        "暂时没有保存成功，请稍后再试。",
        "Not saved: the service is briefly unavailable. Please try again.",
    ),
    "overloaded": K(
        503,
        "现在提交的人太多，这一条还没有收下，请稍等几秒再试。",
        "Very busy: this has not been taken yet. Please try again in a few seconds.",
    ),
    "not_found": K(404, "没有找到。", "Not found."),
    "method_not_allowed": K(405, "这里不支持这个操作。", "This operation is not offered here."),
    "input.invalid": K(400, "填写的内容有误，请检查。", "The input is not valid; please check it."),
    "input.too_large": K(413, "内容太大了，最多 {limit} 字节。", "Too large: at most {limit} bytes."),
    "input.media_type": K(415, "不支持这种内容格式。", "This content type is not supported."),
    "cursor.invalid": K(
        400, "翻页位置无效，请从头再看。", "The page cursor is not valid; start from the first page."
    ),
    "settings.invalid": K(500, "设置项 {name} 缺失或无效。", "Setting {name} is missing or not valid."),
    "backup.failed": K(500, "备份或恢复没有完成：{why}", "The copy or its return was not completed: {why}"),
    "backup.none": K(
        404, "{folder} 中没有这个时刻之前的完整备份。", "{folder} has no complete copy before that moment."
    ),
    "backup.in_the_way": K(
        409, "{place} 已经存在，恢复不会覆盖数据。", "{place} exists; nothing is written over data."
    ),
    "too_many": K(429, "操作太频繁了，请稍后再试。", "Too many requests; please wait a moment."),
    "migrations.changed": K(
        500,
        "迁移 {name} 在应用之后被改动；已应用的历史不能修改，请另写新的迁移。",
        "Migration {name} was changed after it had been applied. History is not edited: write a new one.",
    ),
    "migrations.missing": K(
        500,
        "数据库已应用迁移 {name}，但程序中没有它；程序版本可能过旧。",
        "The database has migration {name}, which this program does not: is the program older than the database?",
    ),
    "migrations.failed": K(500, "迁移 {name} 失败：{reason}", "Migration {name} failed: {reason}"),
    "audit.writable": K(
        500,
        "DATABASE_URL 的角色可以改写审计记录；请用 shequ_serving 的成员，不要用数据库所有者。",
        "The role of DATABASE_URL could rewrite the audit log: serve as a member of shequ_serving, not as the owner.",
    ),
    "migrations.pending": K(
        500,
        "数据库还有未应用的迁移 {name}，请先运行 shequ migrate。",
        "Migration {name} is pending; run `shequ migrate` first.",
    ),
    # commands
    "idempotency.missing": K(
        400, "请求缺少 Idempotency-Key。", "The request needs an Idempotency-Key header."
    ),
    "idempotency.invalid": K(
        400,
        "Idempotency-Key 无效（1 到 100 个可见字符）。",
        "Idempotency-Key must be 1 to 100 visible characters.",
    ),
    "idempotency.mismatch": K(
        409,
        "同一个提交编号已用于别的内容，请重新提交。",
        "This Idempotency-Key was used with another body; send it again with a new key.",
    ),
    "idempotency.in_flight": K(
        409,
        "同样的提交正在处理，请稍候。",
        "The same request is being handled right now; try again in a moment.",
    ),
    # areas
    "area.unknown": K(404, "没有找到这个地点。", "No such area."),
    "area.level": K(400, "这里需要选择{expected}一级的地点。", "An area of level {expected} is needed here."),
    "organisation.unknown": K(404, "没有找到这个单位。", "No such organisation."),
    # accounts
    "auth.required": K(401, "请先登录。", "Please sign in first."),
    "origin.refused": K(
        403,
        "请求来自不受信任的网页，已拒绝。",
        "Refused: the request comes from a page that is not on the list.",
    ),
    "forbidden": K(403, "您没有权限做这件事。", "You may not do this."),
    "phone.invalid": K(
        400, "手机号码有误，请填写 11 位手机号码。", "Not a valid mobile number: 11 digits are needed."
    ),
    "code.wrong": K(401, "验证码不对，还可以再试 {left} 次。", "The code is not right; {left} tries left."),
    "code.expired": K(
        401, "验证码已失效，请重新获取。", "The code is no longer valid; please ask for a new one."
    ),
    "page.unknown": K(400, "没有这个页面。", "There is no such page."),
    "host.unknown": K(404, "没有接入外部应用登录。", "Signing in by another app is not set up."),
    "host.refused": K(
        401,
        "登录凭据无效或已用过，请回到应用重新打开。",
        "This sign-in is not valid or was used; open it again in the app.",
    ),
    "wechat.unbound": K(
        401,
        "这个微信还没有绑定，请用手机验证码登录一次。",
        "This WeChat is not bound to an account yet; please sign in by phone code once.",
    ),
    "wechat.away": K(
        503,
        "微信登录暂时用不了，请用手机验证码登录。",
        "Signing in by WeChat is briefly not possible; please use a phone code.",
    ),
    "sign_in.refused": K(401, "用户名或密码不对。", "The user name or the password is not right."),
    "sign_in.second_factor": K(401, "请输入动态验证码。", "The code of your authenticator is needed."),
    "second_factor.wrong": K(
        401,
        "动态验证码不对或已用过，请等下一个。",
        "The authenticator's code is wrong or used; wait for the next.",
    ),
    "second_factor.required": K(
        403,
        "请先绑定动态验证码，再开始工作。",
        "Please bind an authenticator first; then everything else opens.",
    ),
    "recovery.wrong": K(401, "备用码不对或已用过。", "The recovery code is wrong or was used."),
    "second_factor.not_started": K(
        409, "还没有开始绑定动态验证码。", "No authenticator is waiting to be confirmed."
    ),
    "second_factor.exists": K(
        409,
        "已绑定动态验证码；如需更换，请联系平台管理员。",
        "An authenticator is bound already; a platform operator can unbind it.",
    ),
    "account.disabled": K(
        403, "这个账号已停用，请联系社区。", "This account is closed; please ask your community's office."
    ),
    "account.unknown": K(404, "没有这个账号。", "No such account."),
    "account.taken": K(409, "用户名已被使用。", "This user name is taken."),
    "account.username": K(
        400,
        "用户名用小写字母、数字和 . _ -，2 到 40 个。",
        "A user name is 2 to 40 lower-case letters, digits and . _ -",
    ),
    "password.weak": K(
        400,
        "密码至少 {least} 个字符，不能太常见。",
        "A password has at least {least} characters and is not a common one.",
    ),
    "grant.unknown": K(404, "没有这项授权。", "No such grant."),
    "grant.exists": K(409, "这项授权已经有了。", "This grant exists already."),
    "role.unknown": K(400, "没有这个角色。", "No such role."),
    "residence.unknown": K(404, "没有这条住址登记。", "No such residence."),
    "residence.exists": K(409, "您已登记过这个住址。", "You have claimed this dwelling already."),
    "residence.wrong_state": K(
        409, "这条登记现在不能这样处理。", "This residence cannot be changed that way now."
    ),
    "residence.until": K(400, "结束日期不能早于今天。", "The end date lies in the past."),
    "demo.unknown": K(404, "没有这个演示账号。", "No such demo account."),
    # media
    "photo.missing": K(400, "没有收到照片。", "No photo was received."),
    "photo.empty": K(400, "照片是空的，请重新选择。", "The photo is empty; please choose it again."),
    "photo.too_large": K(413, "照片太大了，最大 {limit} MB。", "The photo is too large: at most {limit} MB."),
    "photo.kind": K(
        415, "只支持 JPEG、PNG、HEIC、WebP 照片。", "Only JPEG, PNG, HEIC and WebP photos are taken."
    ),
    "photo.pixels": K(
        400,
        "照片的像素太多，最多 {limit} 百万像素。",
        "The photo has too many pixels: at most {limit} million.",
    ),
    "photo.broken": K(
        400, "照片不完整或已损坏，请重新拍一张。", "The photo is damaged or incomplete; please take it again."
    ),
    "photo.too_hard": K(
        422,
        "这张照片处理不了，请换一张或重新拍摄。",
        "This photo could not be processed; please use another one.",
    ),
    "photo.slow": K(
        408,
        "照片上传太慢，请换个网络好的地方再试。",
        "The upload took too long; please try on a better network.",
    ),
    "photo.busy": K(
        503, "上传照片的人太多，请稍后再试。", "Too many photos are being handled; please try again shortly."
    ),
    "photo.unknown": K(404, "没有找到这张照片，请重新上传。", "No such photo; please upload it again."),
    "file.empty": K(400, "没有收到文件。", "No file was received."),
    "file.too_large": K(413, "文件太大了，最大 {limit} MB。", "The file is too large: at most {limit} MB."),
    "file.kind": K(415, "只支持 PDF 文件。", "Only PDF files are taken."),
    "file.unknown": K(404, "没有找到这个文件，请重新上传。", "No such file; please upload it again."),
    "voice.empty": K(400, "没有录到声音，请再录一次。", "Nothing was recorded; please record it again."),
    "voice.too_large": K(
        413, "录音太大了，最大 {limit} MB。", "The recording is too large: at most {limit} MB."
    ),
    "voice.kind": K(
        415,
        "这种录音格式不支持，请在手机上直接录一段。",
        "This kind of recording is not taken; please record it on the phone.",
    ),
    "voice.broken": K(
        400,
        "录音不完整或已损坏，请再录一次。",
        "The recording is damaged or incomplete; please record it again.",
    ),
    "voice.too_long": K(
        400, "录音太长，最多 {limit} 秒。", "The recording is too long: at most {limit} seconds."
    ),
    "voice.unknown": K(404, "没有找到这段录音，请再录一次。", "No such recording; please record it again."),
    "voice.busy": K(
        503, "现在上传的人太多，请稍后再试。", "Too much is being uploaded now; please try again shortly."
    ),
    "media.link_expired": K(
        403, "照片链接已过期，请刷新页面。", "This photo link has expired; please reload the page."
    ),
    # pool
    "offer.nobody": K(
        400, "没有志愿者或双报到单位服务这里。", "No volunteers or party units serve this place."
    ),
    "offer.kind": K(
        400, "{name}不是志愿者或双报到单位。", "{name} is no unit of volunteers or party members."
    ),
    "offer.tells": K(
        400,
        "请不要写姓名、门牌号或电话，认领后才能看到。",
        "Leave out names, door numbers and phone numbers: who takes it will see them.",
    ),
    "offer.unknown": K(404, "没有找到这件可认领的事。", "There is nothing like that to take."),
    "offer.taken": K(409, "这件事已在 {since} 被认领。", "This was taken at {since}."),
    "offer.over": K(409, "这件事已不再开放认领。", "This can no longer be taken."),
    # exports
    "export.unknown_list": K(400, "没有这个可导出的列表。", "There is no such list to export."),
    "export.unknown_column": K(400, "这个列表没有您选的列。", "The list has no such column."),
    "export.too_many": K(
        429,
        "您还有 {limit} 个导出没有完成，请稍候。",
        "{limit} exports of yours are not finished yet; please wait.",
    ),
    "export.too_long": K(
        422, "超过 {limit} 行，请缩小范围。", "More than {limit} rows; please narrow it down."
    ),
    "export.unfinished": K(409, "导出还没有完成。", "The export is not finished."),
    "export.gave_up": K(
        500, "导出多次失败，请重新导出。", "The export failed several times; please ask for it again."
    ),
    # notify
    "message.unknown_template": K(
        500, "没有这个消息模板：{template}", "No such message template: {template}"
    ),
    # jobs
    "job.unknown_kind": K(500, "没有 {kind} 这种任务。", "There is no job kind {kind}."),
    # live
    "topic.unknown": K(404, "没有这个主题：{topic}", "No such topic: {topic}"),
    "topic.refused": K(403, "您不能接收这个主题：{topic}", "You may not read this topic: {topic}"),
    "topic.withdrawn": K(
        403,
        "您的权限已变更，不再接收：{topic}",
        "Your rights have changed; you no longer read {topic}",
    ),
    "topic.too_many": K(429, "接收的主题太多，最多 {limit} 个。", "Too many topics: at most {limit}."),
    "subscription.exists": K(
        409, "这个订阅编号正在使用。", "This subscription id is in use; unsubscribe it first."
    ),
    "subscription.unknown": K(404, "没有这个订阅。", "No such subscription."),
    "presence.refused": K(
        403,
        "只有正在接收的工单才能显示谁在看：{topic}",
        "Presence is for tickets that you are subscribed to: {topic}",
    ),
    # linkage
    "ticket.call_time": K(
        400,
        "报到时限要在现在之后、{days} 天之内。",
        "The time to report in must lie ahead, within {days} days.",
    ),
    "ticket.call_self": K(
        400,
        "{name}正在承办或就是发起方，不需要再吹哨。",
        "{name} holds the ticket or is calling: it cannot be called.",
    ),
    "ticket.call_twice": K(409, "已经向{name}吹过哨了。", "{name} has been called already."),
    "ticket.call_many": K(
        400, "一件事最多请 {limit} 个单位协办。", "At most {limit} units can be called to one ticket."
    ),
    "ticket.children_open": K(
        409,
        "还有 {count} 个子任务没有办结，办完才能办结这件事。",
        "{count} sub-tasks are still open; they must be done first.",
    ),
    "ticket.tasks_many": K(
        409, "没有办结的子任务最多 {limit} 个。", "At most {limit} sub-tasks can be open at once."
    ),
    "ticket.task_time": K(400, "子任务的期限要在现在之后。", "The time of a sub-task must lie ahead."),
    "ticket.decided": K(
        409,
        "上级已经裁定由谁承办，不能再退回或上报；需要帮手请吹哨。",
        "The level above has decided who does it: it cannot be refused. Call others for help.",
    ),
    "ticket.last_instance": K(
        409,
        "区级是最后一级，请裁定由谁承办。",
        "The district is the last instance: please decide who does it.",
    ),
    "ticket.not_below": K(400, "只能交给下级街道或社区。", "It can only be handed to a desk below."),
    "ticket.complained_about": K(
        400,
        "这件事投诉的就是这个单位，不能交给它。",
        "The ticket is a complaint about this organisation: it cannot go there.",
    ),
    # routing
    "routing.stale": K(
        409,
        "规则草稿刚刚被别人改过，请看过最新内容再改。",
        "Somebody has just changed the draft; look at it again.",
    ),
    "routing.target": K(
        400,
        "规则指向的单位或值班表不存在。",
        "A rule leads to an organisation or roster that does not exist.",
    ),
    "routing.twice": K(400, "同一条规则出现了两次。", "The same rule stands there twice."),
    # duty
    "duty.stale": K(
        409,
        "值班表刚刚被别人改过，请看过最新内容再改。",
        "Somebody has just changed this roster; look at it again before you change it.",
    ),
    "duty.shift": K(
        400,
        "每个班次要么选星期，要么选日期；值班和副班不能是同一人。",
        "A shift is of a weekday or of a day, and its deputy is somebody else.",
    ),
    "duty.person": K(400, "值班人必须是本区在岗的工作人员。", "Who has duty is staff of this district."),
    # tickets
    "ticket.no_phone": K(409, "没有可以拨打的电话。", "There is no phone to call."),
    "ticket.category_unknown": K(400, "没有这个类别，请重新选择。", "No such category; please choose again."),
    "ticket.text_empty": K(400, "请写几个字说明情况。", "Please write a few words about it."),
    "ticket.text_long": K(
        400, "说明太长了，请不要超过 800 个字。", "The text is too long: at most 800 letters."
    ),
    "ticket.wrong_state": K(
        409,
        "这件事现在的状态不能这样操作，请刷新后再看。",
        "This cannot be done in the ticket's present state ({state}); please look again.",
    ),
    "ticket.stale": K(
        409,
        "这件事刚刚有了变化，请看过最新情况再操作。",
        "The ticket has just changed; look at the latest state and try again.",
    ),
    "ticket.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "ticket.handler_missing": K(
        400, "请选择一个承办单位或一名经办人。", "Choose one organisation or one person."
    ),
    "ticket.not_serving": K(
        400, "{name}不服务这个地点，请另选。", "{name} does not serve this place; choose another."
    ),
    "ticket.not_colleague": K(
        400, "这个人不在您的单位，请另选。", "This person is not of your unit; choose another."
    ),
    "ticket.evidence_missing": K(
        400, "请附上至少一张处理后的照片。", "Please add at least one photo as evidence."
    ),
    "ticket.evidence_words": K(
        400,
        "请写清楚怎么办的、办得怎样（至少 {limit} 个字），或附上照片。",
        "Please say what was done (at least {limit} letters), or add a photo.",
    ),
    "ticket.arrival_invalid": K(
        400,
        "预计到场时间要在现在之后、60 天之内。",
        "The time of arrival must lie ahead, within 60 days.",
    ),
    "ticket.next_missing": K(
        400,
        "请写明由谁接办（一个社区、街道，或一个单位）。",
        "Name exactly one next owner: a desk or an organisation.",
    ),
    "ticket.next_same": K(400, "接办的不能还是自己。", "The next owner cannot be the present one."),
    "ticket.claimed": K(409, "{name}从 {since} 起正在处理这件事。", "{name} has been on it since {since}."),
    "follow.own": K(
        409, "这是您自己报的事，不用关注。", "You reported this yourself; there is no need to follow it."
    ),
    "request.time": K(
        400,
        "请写明延长多久（最多 {hours} 小时或 {days} 天）；其他申请不用写时间。",
        "Say how much longer (at most {hours} hours or {days} days); other requests take no time.",
    ),
    "request.own": K(403, "自己提出的申请要由别人审批。", "Somebody else must decide what you asked for."),
    "request.decided": K(409, "这个申请已经处理过了。", "This request has been decided already."),
    "ticket.nobody_to_ask": K(
        409, "这是工作人员内部的事项，没有居民可问。", "This is among staff: there is no resident to ask."
    ),
    # calendars
    "calendar.unknown": K(404, "没有找到这份工作日历。", "No such calendar."),
    "calendar.name_taken": K(
        409, "已经有名为“{name}”的工作日历。", "There is a calendar named {name} already."
    ),
    "calendar.stale": K(
        409,
        "这份工作日历刚刚被别人改过，请看过最新内容再改。",
        "The calendar has just been edited; look at the latest and try again.",
    ),
    "calendar.periods": K(
        400,
        "时段要先开始后结束，同一天的时段不能重叠。",
        "A period ends after it begins, and periods of a day do not overlap.",
    ),
    "calendar.day": K(
        400,
        "日期不对：每天只写一次，并且在所选的年份，去年到后年之间。",
        "A day is named once, in its year, from last year to three years ahead.",
    ),
    "calendar.subject": K(400, "请选择一个地点或一个单位。", "Name exactly one area or organisation."),
    "calendar.amount": K(
        400,
        "请写明带时区的时间，以及分钟数或工作日数其中之一。",
        "Give a time with its zone, and minutes or days.",
    ),
    "call_back.outcome": K(
        400,
        "请写明是否打通；打通了要写明是否解决，没打通不能代填评价。",
        "Say whether she was reached; if so whether it is done; if not, nothing can be rated for her.",
    ),
    "call_back.own_work": K(
        403,
        "经手过这件事的人不能回访，请换一位同事。",
        "Who worked on it may not call back; ask a colleague.",
    ),
    "call_back.done": K(409, "这件事已经回访过了。", "She has been called back about this already."),
    "call_back.tried_out": K(
        409, "已经打过 {limit} 次，不再打扰。", "Tried {limit} times already; she is left in peace."
    ),
    # rates
    "rates.period": K(
        400, "起止日期不对（最长 {days} 天）。", "The dates make no period (at most {days} days)."
    ),
    "rates.sums_only": K(403, "您只能看汇总数字。", "You see sums only, not single tickets."),
    "rates.not_yours": K(
        403, "统计口径只能由区级或平台修改。", "Only the district or the platform says how is counted."
    ),
    "rates.stale": K(
        409, "统计口径刚刚有了变化，请看过再改。", "How is counted has just changed; look again first."
    ),
    "checklist.item_unknown": K(404, "清单上没有这一项。", "No such item on the checklist."),
    "checklist.open": K(
        409, "清单上还有必做的没有完成：{item}", "A required item of the checklist is open: {item}"
    ),
    # feed
    "feed.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "feed.not_shown": K(
        409, "这条帖子现在没有公开，请刷新再看。", "This post is not shown now; look at it again."
    ),
    "feed.has_ticket": K(409, "这条帖子已经转为工单。", "This post is a ticket already."),
    # feedback
    "feedback.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "feedback.stale": K(
        409, "这条意见刚刚有了变化，请看过再操作。", "This feedback has just changed; look at it again first."
    ),
    "feedback.wrong_state": K(409, "这条意见已经办结。", "This feedback has been closed."),
    # moderation
    "blocked": K(
        403,
        "您在{area}暂时不能发言，到 {until} 为止。理由：{reason}。报修、求助不受影响。",
        "You cannot write in {area} until {until}. Reason: {reason}. Reporting a fault is not affected.",
    ),
    "moderation.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "moderation.stale": K(
        409, "这一条刚刚有了变化，请看过再操作。", "This has just changed; look at it again first."
    ),
    "moderation.wrong_state": K(
        409, "这一条现在的状态不能这样处理。", "This cannot be done in its present state."
    ),
    "moderation.own": K(403, "不能处理自己发布的内容。", "Nobody decides about what she wrote herself."),
    "moderation.another_person": K(
        403,
        "申诉须由另一位审核员处理，隐藏它的人不能自己复核。",
        "An appeal is decided by another reviewer, not by who hid it.",
    ),
    "moderation.reason": K(
        400, "请写明理由（至少 {limit} 个字）。", "Please give the reason (at least {limit} letters)."
    ),
    "moderation.reported": K(409, "您已经举报过这一条。", "You have reported this already."),
    "moderation.report_own": K(409, "这是您自己发布的，不用举报。", "You wrote this yourself."),
    "moderation.until": K(
        400, "结束时间要在现在之后、{days} 天之内。", "The end must lie ahead, within {days} days."
    ),
    "moderation.blocked_already": K(
        409, "这个账号在这里已经被限制发言。", "This account is blocked here already."
    ),
    "moderation.rule": K(
        400,
        "“{text}”不能作为规则：去掉空格和符号后，每一段至少要有 2 个字。",
        "“{text}” cannot be a rule: each part needs at least 2 letters without spaces and signs.",
    ),
    "moderation.rules_many": K(409, "规则最多 {limit} 条。", "At most {limit} rules."),
    # notices
    "notice.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "notice.same_person": K(
        403,
        "要由另一位同事审核，不能审核自己写的。",
        "Somebody else has to approve it: nobody approves own words.",
    ),
    "notice.stale": K(
        409, "这条公告刚刚有了变化，请看过再操作。", "This notice has just changed; look at it again first."
    ),
    "notice.wrong_state": K(409, "这条公告现在不能这样操作。", "This cannot be done with the notice now."),
    "notice.no_chinese": K(400, "请填写中文标题和内容。", "Please write it in Chinese first."),
    "notice.times": K(
        400, "时间不对：截止时间要在发布时间之后。", "The times do not fit: it must end after it begins."
    ),
    "notice.group_unknown": K(404, "没有这个人群。", "No such group."),
    # home
    "home.not_allowed": K(403, "您没有权限改首页。", "You may not change the first page."),
    "home.unknown": K(404, "没有这个栏目。", "No such section."),
    "home.no_address": K(400, "已开通的栏目要有地址。", "An open section needs an address."),
    "home.no_door": K(
        400, "请选到小区、楼栋、单元或房号。", "Choose an estate, a building, a unit or a dwelling."
    ),
    "home.door_unknown": K(404, "这个二维码认不出来。", "This code is not known."),
    # desk
    "desk.tool_unknown": K(404, "没有找到这一项。", "No such macro, template or view."),
    "desk.tool_exists": K(409, "这个名称已经用过了，请换一个。", "This name is taken; choose another."),
    "desk.tool_stale": K(
        409, "它刚刚被别人改过，请看过再改。", "It has just been changed by somebody else; look at it again."
    ),
    "desk.too_many": K(429, "太多了，最多 {limit} 个。", "Too many: at most {limit}."),
    "desk.variable_unknown": K(
        400, "没有 {{{name}}} 这个变量。可用：{known}", "There is no variable {{{name}}}. Known: {known}"
    ),
    "desk.braces": K(
        400, "花括号只能用来写变量，如 {{number}}。", "Braces only name variables, such as {{number}}."
    ),
    "desk.variable_missing": K(
        409,
        "这件事没有 {{{name}}}，这段话用不上。",
        "This ticket has no {{{name}}}: the text does not fit it.",
    ),
    "draft.stale": K(
        409,
        "这份草稿在别的窗口改过，两份都在，请选一份。",
        "This draft was changed in another window; both are here: choose one.",
    ),
    "draft.unknown": K(404, "没有这份草稿。", "No such draft."),
    "merge.itself": K(
        400,
        "不能并入自己（或已并入它的那件事）。",
        "A ticket cannot be merged into itself, or into what was merged into it.",
    ),
    "merge.target": K(
        409,
        "不能并入这件事：它已办结，或与本件的公开范围不同。",
        "It cannot be merged into that one: it is closed, or others may know of it.",
    ),
    # certification
    "id_number.invalid": K(
        400,
        "身份证号码有误，请核对 18 位号码。",
        "Not a valid identity number: please check its 18 characters.",
    ),
    "programme.unknown": K(404, "没有这个认证项目。", "There is no such programme."),
    "programme.stale": K(
        409,
        "认证项目刚刚被别人改过，请看过再改。",
        "The programme has just been changed; look at it again first.",
    ),
    "programme.authority": K(
        400, "发放单位必须是本区的一个部门。", "The authority must be a department of this district."
    ),
    "certification.too_young": K(
        400, "未满 {age} 周岁，不在这个项目的范围。", "Younger than {age}: not in this programme."
    ),
    "certification.listed": K(409, "这个人已经在名册上。", "This person is on the roster already."),
    "certification.consent_missing": K(
        409,
        "还没有同意人脸认证。不同意也可以到社区或预约上门认证。",
        "No consent to face recognition yet. Without it the desk and a home visit are as good.",
    ),
    "certification.consent_old": K(
        409, "同意书有了新版本，请看过再同意。", "The text has a new version; please read it first."
    ),
    "certification.own_consent": K(
        403, "须由本人同意，家人不能代替。", "She must agree herself; family cannot do it for her."
    ),
    "certification.open": K(
        409, "上一次认证还没有结果，请稍候。", "The last try has no result yet; please wait."
    ),
    "certification.tries_spent": K(
        409,
        "已试过 {limit} 次，请由工作人员来办：到社区或预约上门。",
        "Tried {limit} times: a person will do it, at the desk or at home.",
    ),
    "certification.freshness": K(
        400, "这个项目不用这种方式证明是当天拍的。", "This programme does not prove the day in this way."
    ),
    "certification.code_missing": K(
        409,
        "验证码已失效，请重新获取后再拍。",
        "The code has run out; ask for a new one, then take the photo.",
    ),
    "certification.stale": K(
        409, "这次认证刚刚有了变化，请看过再操作。", "This try has just changed; look at it again first."
    ),
    "certification.wrong_state": K(
        409, "这次认证现在不能这样处理。", "This cannot be done with this try now."
    ),
    "certification.not_allowed": K(403, "您没有权限做这一步。", "You may not take this step."),
    "certification.two_people": K(
        403, "不通过须由另一位复核人员确认。", "Another reviewer must confirm a refusal."
    ),
    "certification.another_person": K(
        403, "申诉须由没有经手过的人处理。", "An appeal is decided by somebody who had no part in it."
    ),
    "certification.own": K(
        403, "不能办理自己或家人的认证。", "Nobody decides about herself or somebody she acts for."
    ),
    "certification.evidence": K(
        400,
        "请写明核对了什么（至少 {limit} 个字）。",
        "Please say what was checked (at least {limit} letters).",
    ),
    "certification.reason": K(
        400, "请写明理由（至少 {limit} 个字）。", "Please give the reason (at least {limit} letters)."
    ),
    "certification.unseen": K(
        400,
        "没有可看的照片，请写明是怎么确认本人的（至少 {limit} 个字）。",
        "There is no picture: please say how it was seen to be this person (at least {limit} letters).",
    ),
    "certification.appeal_final": K(409, "申诉已有结果。", "The appeal has been decided."),
    "import.unreadable": K(
        400, "读不出表格，请用 xlsx 或 csv 文件。", "No table could be read: please send an xlsx or csv file."
    ),
    "import.columns": K(400, "表头缺少：{missing}", "The first line lacks these columns: {missing}"),
    "import.too_long": K(400, "名册太长，一次最多 {limit} 行。", "Too long: at most {limit} rows at once."),
    "import.busy": K(
        503, "正在读取别的名册，请稍后再试。", "Other rosters are being read; please try again shortly."
    ),
    "import.archive": K(
        400,
        "照片压缩包打不开或太大（最多 {limit} 张）。",
        "The zip of photos is broken or too large (at most {limit}).",
    ),
    "proposal.early": K(
        409,
        "须先通知本人，并在通知 {days} 天之后才能提出暂停建议。",
        "A pause can be proposed only {days} days after she was given notice.",
    ),
    "proposal.not_overdue": K(
        409, "还没有逾期，不能这样处理。", "It is not overdue: this cannot be done yet."
    ),
    "proposal.exists": K(
        409, "已有一条建议等待发放单位决定。", "A proposal waits for the authority already."
    ),
    "proposal.no_authority": K(
        409, "这个项目没有设置发放单位。", "The programme names no authority that pays."
    ),
    "proposal.decided": K(409, "这条建议已经有了结果。", "This proposal has been decided already."),
    "proxy.unknown": K(404, "没有找到这项代办申请。", "No such request to act for her."),
    # family
    "family.unknown": K(
        404, "没有找到这项代办授权，或者已经结束。", "No such permission to act for her, or it has ended."
    ),
    "family.own_only": K(
        403, "这件事只能由本人办理，不能代办。", "Only she herself can do this; nobody can do it for her."
    ),
    "family.own": K(
        400, "不能代办自己的事，请直接办理。", "This is your own phone: no need to act for yourself."
    ),
    "family.until": K(
        400,
        "请选择从今天起 {days} 天以内的截止日期。",
        "Please choose a last day from today on, at most {days} days away.",
    ),
    "family.exists": K(409, "您已经可以替这位家人办理。", "You may act for this person already."),
    "family.evidence": K(
        400,
        "请写明本人是怎么同意的（至少 {limit} 个字）。",
        "Please say how she agreed (at least {limit} letters).",
    ),
    "family.not_allowed": K(
        403, "要由本人同意，或由社区工作人员当面核实。", "She must agree herself, or before community staff."
    ),
    "family.wrong_state": K(409, "这项授权的状态已经变化。", "This permission has changed meanwhile."),
    # volunteers
    "volunteer.not_allowed": K(403, "您不能发起或管理这个活动。", "You may not call for this, or manage it."),
    "volunteer.stale": K(
        409, "活动刚刚有了变化，请看过再操作。", "The call has just changed; please look again."
    ),
    "volunteer.over": K(409, "这个活动已经结束或取消。", "This is over, or was cancelled."),
    "volunteer.time": K(
        400,
        "时间不对：结束要在开始之后、一天之内，也不能已经过去。",
        "The time is not right: it ends after it begins, within a day, and not in the past.",
    ),
    "volunteer.signed": K(409, "您已经报名了。", "You have signed up already."),
    "volunteer.not_signed": K(409, "您还没有报上名。", "You have no seat here."),
    "volunteer.early": K(
        409, "还早，开始前一小时起可以签到。", "Too early: from an hour before the beginning."
    ),
    "volunteer.not_over": K(
        409,
        "活动还没有结束，或者已经取消，还不能致谢。",
        "It is not over yet, or was cancelled: too early to thank.",
    ),
    "volunteer.thanked": K(409, "已经感谢过大家了。", "Everybody has been thanked already."),
    "volunteer.code": K(400, "签到码不对，请看现场的六位数字。", "Not the code that is shown at the place."),
    # partners
    "partner.not_allowed": K(
        403, "您不能对这项共建资源这样操作。", "You may not do this with what is offered here."
    ),
    "partner.stale": K(409, "刚刚有了变化，请看过再操作。", "It has just changed; please look again."),
    "partner.over": K(409, "这项资源已经停止提供。", "This is not offered any more."),
    "partner.wrong_state": K(
        409, "这个申请现在不能这样操作。", "This cannot be done with what was asked as it is now."
    ),
    "partner.time": K(400, "截止时间要在今天以后。", "The last day is in the past."),
    "partner.too_much": K(409, "最多还能给 {left}。", "At most {left} can be given."),
    "partner.wish": K(
        400,
        "资助金要写明帮哪个心愿：请填本地心愿墙上的心愿号。其他资源不用填。",
        "Money is for a wish on the wall of your place: give its number. Nothing else is for a wish.",
    ),
    # wishes
    "wish.not_allowed": K(403, "您不能对这个心愿这样操作。", "You may not do this with this wish."),
    "wish.stale": K(
        409, "这个心愿刚刚有了变化，请看过再操作。", "The wish has just changed; please look again first."
    ),
    "wish.wrong_state": K(
        409, "这个心愿现在不能这样操作。", "This cannot be done with the wish as it is now."
    ),
    "wish.claimed": K(
        409,
        "已经有热心人先认领了这个心愿，看看别的吧。",
        "Somebody was faster and has claimed this wish. There are others.",
    ),
    "wish.lapsed": K(
        409,
        "您认领过这个心愿但没有按时联系或办成，请把机会留给别人。",
        "You claimed this wish before and were not in time; please leave it to others.",
    ),
    "wish.too_many": K(
        409,
        "您已有 {limit} 个心愿在进行，等实现一个再许吧。",
        "{limit} wishes of hers are under way; another can follow when one is granted.",
    ),
    "wish.too_many_claims": K(
        409,
        "已认领 {limit} 个还没完成，先把它们办好吧。",
        "{limit} claimed wishes are not granted yet; please see to those first.",
    ),
    "wish.unverified": K(
        403,
        "需要先核实住址：请在“我的”里登记住处，或者联系社区。",
        "Your address has to be verified first: see your account page, or ask the community.",
    ),
    "wish.empty": K(400, "请写点内容。", "Please write something."),
    "wish.reveals": K(
        400,
        "公开的文字里有姓名、电话或门牌，请改掉：心愿墙人人能看。",
        "The public text holds a name, a phone number or a door; everybody reads the wall. Please change it.",
    ),
    # visits
    "visit.not_allowed": K(403, "这一步由上门的工作人员来做。", "This step is for who comes to visit."),
    "visit.stale": K(
        409, "别人刚刚改过，请看最新情况再操作。", "Somebody changed it just now; please look again."
    ),
    "visit.wrong_state": K(409, "现在不能这样做。", "This cannot be done now."),
    "visit.day": K(
        400,
        "请选择从今天起 {days} 天以内的日期。",
        "Please choose a day from today on, at most {days} days away.",
    ),
    "visit.words": K(400, "请写一句结果或原因。", "Please say in a few words what was done, or why not."),
    # boards
    "boards.day": K(
        400, "只能回看最近31天，不含以后的日期。", "Only days of the last 31 can be looked at again."
    ),
    "boards.busy_day": K(
        409,
        "这一天的变化超过{most}条，请到下一级查看。",
        "More than {most} things happened that day; please look at the areas below.",
    ),
    # events
    "event.too_large": K(
        413,
        "内容太长，保存不下（最多 {limit} 字节），请分几次填写。",
        "Too much text to record at once (at most {limit} bytes); please split it.",
    ),
}
