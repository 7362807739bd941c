<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About Parlance</source>
        <translation>关于 Parlance</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Nothing you write, show or say leaves it.</source>
        <translation>你写下、展示或说出的一切都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Talks with models that run on this machine.</source>
        <translation>与运行在这台电脑上的模型对话。</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
</context>
<context>
    <name>AccessibleList</name>
    <message>
        <source>Answer, {place} of {total}</source>
        <translation>回答，第 {place} 条，共 {total} 条</translation>
    </message>
    <message>
        <source>Your message, {place} of {total}</source>
        <translation>你的消息，第 {place} 条，共 {total} 条</translation>
    </message>
</context>
<context>
    <name>AdvancedSettings</name>
    <message>
        <source>Chats and presets stay as they are.</source>
        <translation>对话和预设保持不变。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Log file</source>
        <translation>日志文件</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Reset All Settings…</source>
        <translation>还原所有设置…</translation>
    </message>
    <message>
        <source>Set everything in this window back as it was at first?</source>
        <translation>要将此窗口中的所有设置还原为初始值吗？</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the log file</source>
        <translation>显示日志文件</translation>
    </message>
    <message>
        <source>Detailed</source>
        <translation>详细</translation>
    </message>
    <message>
        <source>In detail, every load and answer is there with its times, but never what is said.</source>
        <translation>选择“详细”时，会记录每次载入和回答及其用时，但绝不记录对话内容。</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Crash reports</source>
        <translation>崩溃报告</translation>
    </message>
    <message>
        <source>Show the crash reports</source>
        <translation>显示崩溃报告</translation>
    </message>
    <message>
        <source>They stay on this machine, and nothing of a chat is in them.</source>
        <translation>报告只保存在这台电脑上，其中没有任何对话内容。</translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>Code.</source>
        <translation>代码。</translation>
    </message>
    <message>
        <source>Formula.</source>
        <translation>公式。</translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>The answer failed</source>
        <translation>回答失败</translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Stopped before the first word</source>
        <translation>尚未开始回答就已停止</translation>
    </message>
</context>
<context>
    <name>Answering</name>
    <message>
        <source>{names} can no longer be found where Parlance kept it, so the model is told only what was written with it; attach it again if it matters.</source>
        <translation>在 Parlance 保存的位置已找不到{names}，因此模型只会看到随它写下的文字；如有需要，请重新附上。</translation>
    </message>
</context>
<context>
    <name>AppearanceSettings</name>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Each block has a button of its own for the other way.</source>
        <translation>每个代码块都有自己的按钮可以切换。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Show thinking unfolded</source>
        <translation>展开显示思考过程</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Wrap long lines of code</source>
        <translation>代码长行自动换行</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Chats use more of a wide window; short lines read better.</source>
        <translation>聊天会占用宽窗口更多的地方；较短的行更易阅读。</translation>
    </message>
    <message>
        <source>Wide text</source>
        <translation>加宽文字</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Your message</source>
        <translation>你的消息</translation>
    </message>
</context>
<context>
    <name>CarryDialogs</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Chats (*.json *.zip *.jsonl);;All files (*)</source>
        <translation>对话 (*.json *.zip *.jsonl);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export chat</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Import chats</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>JSON, to import again (*.json)</source>
        <translation>JSON，可再次导入 (*.json)</translation>
    </message>
    <message>
        <source>Markdown, with its files beside (*.md)</source>
        <translation>Markdown，附件另存 (*.md)</translation>
    </message>
    <message>
        <source>PDF, to read and to print (*.pdf)</source>
        <translation>PDF，用于阅读和打印 (*.pdf)</translation>
    </message>
    <message>
        <source>PDF, with what the model thought (*.pdf)</source>
        <translation>PDF，包含思考过程 (*.pdf)</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>Careful answers about text, pictures and sounds</source>
        <translation>针对文字、图片和声音的细致回答</translation>
    </message>
    <message>
        <source>Everyday questions, pictures and sounds</source>
        <translation>日常问题、图片和声音</translation>
    </message>
    <message>
        <source>Hard questions and pictures, fast for its size</source>
        <translation>难题与图片，相对其大小速度很快</translation>
    </message>
    <message>
        <source>Long texts, fast for its size</source>
        <translation>长文本，相对其大小速度很快</translation>
    </message>
    <message>
        <source>Quick answers about text</source>
        <translation>针对文字的快速回答</translation>
    </message>
    <message>
        <source>Quick answers about text, pictures and sounds</source>
        <translation>针对文字、图片和声音的快速回答</translation>
    </message>
    <message>
        <source>Reading pictures, screens and documents</source>
        <translation>识读图片、屏幕和文稿</translation>
    </message>
    <message>
        <source>The hardest questions, with patience</source>
        <translation>最难的问题，需要耐心等待</translation>
    </message>
    <message>
        <source>Very small; for trying things out</source>
        <translation>非常小，适合试用</translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>That chat is no longer there.</source>
        <translation>该对话已不存在。</translation>
    </message>
    <message>
        <source>There is nothing to send yet: write something or attach a file.</source>
        <translation>还没有可发送的内容：请先写点什么或附上文件。</translation>
    </message>
</context>
<context>
    <name>ChatActions</name>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Move to Folder</source>
        <translation>移到文件夹</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>No Folder</source>
        <translation>不放入文件夹</translation>
    </message>
    <message>
        <source>Open in New Window</source>
        <translation>在新窗口中打开</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Remove Folder, Keep Its Chats</source>
        <translation>移除文件夹，保留其中的对话</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重新命名</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation>取消归档</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
</context>
<context>
    <name>ChatEdits</name>
    <message>
        <source>Only the last answer can be gone on with; ask the model to go on instead.</source>
        <translation>只能继续最后一个回答；请改为让模型接着说。</translation>
    </message>
    <message>
        <source>That message was not kept, because no answer came; send it again from below.</source>
        <translation>由于没有得到回答，这条消息未被保存；请在下方重新发送。</translation>
    </message>
    <message>
        <source>The message and what followed it were deleted.</source>
        <translation>已删除这条消息及其后的内容。</translation>
    </message>
    <message>
        <source>The message was deleted.</source>
        <translation>已删除这条消息。</translation>
    </message>
    <message>
        <source>Wait for the answer or stop it, then change what was said.</source>
        <translation>请等待回答完成或先停止，再修改之前的内容。</translation>
    </message>
</context>
<context>
    <name>ChatMenus</name>
    <message>
        <source>&amp;Chat</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>Hide Sidebar</source>
        <translation>隐藏边栏</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Next Chat</source>
        <translation>下一个对话</translation>
    </message>
    <message>
        <source>Previous Chat</source>
        <translation>上一个对话</translation>
    </message>
    <message>
        <source>Search All Chats</source>
        <translation>搜索所有对话</translation>
    </message>
    <message>
        <source>Show Sidebar</source>
        <translation>显示边栏</translation>
    </message>
</context>
<context>
    <name>ChatSettingsForm</name>
    <message>
        <source>Above 1, words that were just used become less likely; 1 is off.</source>
        <translation>大于 1 时，刚用过的词更不容易再出现；1 表示关闭。</translation>
    </message>
    <message>
        <source>Grey values are what the model itself recommends.</source>
        <translation>灰色的值是模型自身推荐的值。</translation>
    </message>
    <message>
        <source>Higher is more varied; 0 always takes the likeliest word.</source>
        <translation>值越高越多变；0 表示总是选择最可能的词。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答最大长度</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Model’s own</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>Only the likeliest words that make up this share are drawn from; 1 is off.</source>
        <translation>只从累计概率达到此比例的最可能的词中选取；1 表示关闭。</translation>
    </message>
    <message>
        <source>Only this many of the likeliest words are drawn from; 0 is off.</source>
        <translation>只从这么多个最可能的词中选取；0 表示关闭。</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Reset All</source>
        <translation>全部还原</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>The same number gives the same answer to the same question.</source>
        <translation>相同的数字对相同的问题给出相同的回答。</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>回答前先思考</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Until the context is full</source>
        <translation>直到上下文用完</translation>
    </message>
    <message>
        <source>What the model is told before the first question</source>
        <translation>在第一个问题之前告诉模型的内容</translation>
    </message>
    <message>
        <source>Words less likely than this share of the likeliest are left out; 0 is off.</source>
        <translation>排除概率低于最可能的词的这一比例的词；0 表示关闭。</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln 个词元</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatSettingsPanel</name>
    <message>
        <source>Chat Settings</source>
        <translation>对话设置</translation>
    </message>
    <message>
        <source>Chat settings</source>
        <translation>对话设置</translation>
    </message>
    <message>
        <source>Close chat settings</source>
        <translation>关闭对话设置</translation>
    </message>
    <message>
        <source>For this chat alone, from the next answer on.</source>
        <translation>仅用于此对话，从下一个回答起生效。</translation>
    </message>
    <message>
        <source>Use for New Chats</source>
        <translation>用于新对话</translation>
    </message>
    <message>
        <source>New chats now start with the settings of this one.</source>
        <translation>新对话今后将以此对话的设置开始。</translation>
    </message>
</context>
<context>
    <name>ChatsWindow</name>
    <message>
        <source>Hide sidebar</source>
        <translation>隐藏边栏</translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation>显示边栏</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Picture, {name}, {detail}</source>
        <translation>图片，{name}，{detail}</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Sound, {name}, {detail}</source>
        <translation>声音，{name}，{detail}</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Code, {language}</source>
        <translation>代码，{language}</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>拷贝代码</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>长行自动换行</translation>
    </message>
    <message>
        <source>code</source>
        <translation>代码</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Attach a picture or a sound</source>
        <translation>附上图片或声音</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Record a sound</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车键</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send after this answer</source>
        <translation>在此回答之后发送</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已拷贝</translation>
    </message>
</context>
<context>
    <name>CrashDesk</name>
    <message>
        <source>Parlance ended unexpectedly. What happened is in a report on this machine; nothing of your chats is in it, and nobody was sent it.</source>
        <translation>Parlance 上次意外退出。经过已记在这台电脑上的一份报告里；其中没有你的对话内容，也没有发送给任何人。</translation>
    </message>
    <message>
        <source>Show Report</source>
        <translation>显示报告</translation>
    </message>
</context>
<context>
    <name>Days</name>
    <message>
        <source>MMM yyyy</source>
        <comment>day</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>MMMM</source>
        <comment>month</comment>
        <translation>M月</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>month</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>Previous 7 Days</source>
        <translation>过去 7 天</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>day</comment>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>dddd, d MMMM yyyy</source>
        <comment>day</comment>
        <translation>yyyy年M月d日 dddd</translation>
    </message>
    <message>
        <source>now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{day} {clock}</source>
        <translation>{day} {clock}</translation>
    </message>
    <message>
        <source>{number} h</source>
        <translation>{number} 小时</translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation>{number} 分钟</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) will go with your next message.</source>
        <translation>
            <numerusform>%n 张图片将随你的下一条消息发送。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s)</source>
        <translation>
            <numerusform>%n 段声音</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s) will go with your next message.</source>
        <translation>
            <numerusform>%n 段声音将随你的下一条消息发送。</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop target</source>
        <translation>拖放区域</translation>
    </message>
    <message>
        <source>Drop to attach</source>
        <translation>松开即可附上</translation>
    </message>
    <message>
        <source>Drop to insert</source>
        <translation>松开即可插入</translation>
    </message>
    <message>
        <source>Not a picture or a sound</source>
        <translation>不是图片或声音</translation>
    </message>
    <message>
        <source>Parlance takes pictures and sounds.</source>
        <translation>Parlance 支持图片和声音。</translation>
    </message>
    <message>
        <source>The picture will go with your next message.</source>
        <translation>图片将随你的下一条消息发送。</translation>
    </message>
    <message>
        <source>The text will be put into your message.</source>
        <translation>文字将放入你的消息中。</translation>
    </message>
    <message>
        <source>{name} cannot hear sounds: choose another model before you send.</source>
        <translation>{name} 听不了声音：请在发送前选取其他模型。</translation>
    </message>
    <message>
        <source>{name} cannot see pictures: choose another model before you send.</source>
        <translation>{name} 看不了图片：请在发送前选取其他模型。</translation>
    </message>
    <message>
        <source>{pictures} and {sounds} will go with your next message.</source>
        <translation>{pictures}和 {sounds}将随你的下一条消息发送。</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Ask {name}</source>
        <translation>向 {name} 提问</translation>
    </message>
    <message>
        <source>Choose a model above to begin.</source>
        <translation>请在上方选取一个模型开始。</translation>
    </message>
    <message>
        <source>Does anything leave this machine?</source>
        <translation>会有内容离开这台电脑吗？</translation>
    </message>
    <message>
        <source>Drop a picture anywhere</source>
        <translation>可将图片拖到任意位置</translation>
    </message>
    <message>
        <source>Drop a picture or a sound anywhere</source>
        <translation>可将图片或声音拖到任意位置</translation>
    </message>
    <message>
        <source>Drop a sound anywhere</source>
        <translation>可将声音拖到任意位置</translation>
    </message>
    <message>
        <source>It reads text and listens to sounds. Everything stays on this machine.</source>
        <translation>它能阅读文字、聆听声音。一切都留在这台电脑上。</translation>
    </message>
    <message>
        <source>It reads text and looks at pictures. Everything stays on this machine.</source>
        <translation>它能阅读文字、查看图片。一切都留在这台电脑上。</translation>
    </message>
    <message>
        <source>It reads text, looks at pictures and listens to sounds. Everything stays on this machine.</source>
        <translation>它能阅读文字、查看图片、聆听声音。一切都留在这台电脑上。</translation>
    </message>
    <message>
        <source>It reads text. Everything stays on this machine.</source>
        <translation>它能阅读文字。一切都留在这台电脑上。</translation>
    </message>
    <message>
        <source>Put this into the message</source>
        <translation>填入消息</translation>
    </message>
    <message>
        <source>What can you do?</source>
        <translation>你能做什么？</translation>
    </message>
    <message>
        <source>What do you hear in this sound?</source>
        <translation>这段声音里有什么？</translation>
    </message>
    <message>
        <source>What is in this picture?</source>
        <translation>这张图片里有什么？</translation>
    </message>
    <message>
        <source>Nothing of it stays on disk, and it is gone when you leave it. You can still keep it until then.</source>
        <translation>其中任何内容都不会留在磁盘上，离开后即消失。在此之前你仍可将其保留。</translation>
    </message>
    <message>
        <source>This chat is not kept</source>
        <translation>此对话不会保留</translation>
    </message>
    <message>
        <source>More models suit this machine</source>
        <translation>更多模型适合这台电脑</translation>
    </message>
    <message>
        <source>Three models suit this machine</source>
        <translation>有三个模型适合这台电脑</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%Ln chat(s) came in.</source>
        <translation>
            <numerusform>已导入 %Ln 个对话。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more could not be read.</source>
        <translation>
            <numerusform>另有 %Ln 个无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>That chat is no longer there, so nothing was exported.</source>
        <translation>该对话已不存在，因此没有导出任何内容。</translation>
    </message>
    <message>
        <source>The chat was exported to {target}.</source>
        <translation>对话已导出到 {target}。</translation>
    </message>
    <message>
        <source>The chat is being exported to {target}…</source>
        <translation>正在将对话导出到 {target}…</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln 个词元</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s), reused</source>
        <translation>
            <numerusform>%Ln 个词元，复用缓存</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n 字节</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message>
        <source>Answer: {tokens} at {speed}</source>
        <translation>回答：{tokens}，{speed}</translation>
    </message>
    <message>
        <source>Cut off at the token limit.</source>
        <translation>已达到词元上限，回答被截断。</translation>
    </message>
    <message>
        <source>Cut off: the model&apos;s context is full. Start a new chat to go on.</source>
        <translation>回答被截断：模型的上下文已满。请新建对话以继续。</translation>
    </message>
    <message>
        <source>First token after {seconds} s</source>
        <translation>首个词元用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>Memory {size}</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>Memory {size} in use · peak {peak} · cache {cache}</source>
        <translation>已用内存 {size} · 峰值 {peak} · 缓存 {cache}</translation>
    </message>
    <message>
        <source>Peak memory: {size}</source>
        <translation>内存峰值：{size}</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Prefill: {speed}</source>
        <translation>预填充：{speed}</translation>
    </message>
    <message>
        <source>Prompt: {tokens}, {cached} of them reused from the prompt cache</source>
        <translation>提示词：{tokens}，其中 {cached} 个复用自提示词缓存</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Thought for {duration}</source>
        <translation>思考用时：{duration}</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>不到 1 秒</translation>
    </message>
    <message>
        <source>peak {peak} · cache {cache}</source>
        <translation>峰值 {peak} · 缓存 {cache}</translation>
    </message>
    <message>
        <source>{cached} of {total} cached</source>
        <translation>缓存 {cached}/{total}</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{name}: {sent} pixels, {tokens}</source>
        <translation>{name}：{sent} 像素，{tokens}</translation>
    </message>
    <message>
        <source>{name}: {source} shown as {sent} pixels, {tokens}</source>
        <translation>{name}：{source} 缩放为 {sent} 像素，{tokens}</translation>
    </message>
    <message>
        <source>{name}: {used} of {total} s, {tokens}</source>
        <translation>{name}：{total} 秒中的 {used} 秒，{tokens}</translation>
    </message>
    <message>
        <source>{name}: {used} s, {tokens}</source>
        <translation>{name}：{used} 秒，{tokens}</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{number} KB</source>
        <translation>{number} KB</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>{number} TB</source>
        <translation>{number} TB</translation>
    </message>
    <message>
        <source>{seconds} s to first token</source>
        <translation>首个词元 {seconds} 秒</translation>
    </message>
    <message>
        <source>{speed} tokens/s</source>
        <translation>{speed} 词元/秒</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{bits}-bit</source>
        <translation>{bits} 位</translation>
    </message>
</context>
<context>
    <name>FilesWindow</name>
    <message>
        <source>Attach pictures or sounds</source>
        <translation>附上图片或声音</translation>
    </message>
    <message>
        <source>Choose a models folder</source>
        <translation>选取模型文件夹</translation>
    </message>
    <message>
        <source>Pictures and sounds ({patterns})</source>
        <translation>图片和声音 ({patterns})</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配项</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配项</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation>第 {place} 个，共 {total} 个</translation>
    </message>
</context>
<context>
    <name>Formulas</name>
    <message>
        <source>it could not be drawn</source>
        <translation>无法绘制</translation>
    </message>
</context>
<context>
    <name>GeneralSettings</name>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+回车</translation>
    </message>
    <message>
        <source>Takes effect when Parlance is next opened.</source>
        <translation>下次打开 Parlance 时生效。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Reopen windows at the start</source>
        <translation>启动时重新打开窗口</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车键</translation>
    </message>
    <message>
        <source>Return starts a new line.</source>
        <translation>按回车键换行。</translation>
    </message>
    <message>
        <source>Say answers while they are written</source>
        <translation>边生成边朗读回答</translation>
    </message>
    <message>
        <source>Screen readers</source>
        <translation>屏幕阅读器</translation>
    </message>
    <message>
        <source>Send messages with</source>
        <translation>发送消息的按键</translation>
    </message>
    <message>
        <source>Sentence by sentence; without it, answers are only read on demand.</source>
        <translation>逐句朗读；关闭后仅在需要时朗读回答。</translation>
    </message>
    <message>
        <source>Shift-Return starts a new line.</source>
        <translation>按 Shift-回车键换行。</translation>
    </message>
    <message>
        <source>With the chats that they showed.</source>
        <translation>并显示当时的对话。</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>After the first answers, while it is idle. Your names stay.</source>
        <translation>在最初几个回答之后、空闲时进行。你起的名称不会改变。</translation>
    </message>
    <message>
        <source>Let the model name chats</source>
        <translation>让模型为对话命名</translation>
    </message>
    <message>
        <source>Look for newer versions</source>
        <translation>检查新版本</translation>
    </message>
    <message>
        <source>Once a day the project&apos;s page is asked which version is the newest; nothing else is sent, and nothing is installed by itself.</source>
        <translation>每天向项目页面询问一次最新的版本；不会发送其他任何信息，也不会自行安装任何东西。</translation>
    </message>
    <message>
        <source>This Parlance does not know of a page with its releases.</source>
        <translation>这个 Parlance 不知道发布页面在哪里。</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>更新</translation>
    </message>
</context>
<context>
    <name>GenerationSettings</name>
    <message>
        <source>New chats</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>New chats start with these. Each chat then keeps its own, which its settings show; nothing that is changed here changes a chat that is there.</source>
        <translation>新对话以这些设置开始。之后每个对话保留自己的设置，可在对话设置中查看；此处的更改不会影响已有的对话。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation>显示边栏</translation>
    </message>
    <message>
        <source>Chat settings</source>
        <translation>对话设置</translation>
    </message>
    <message>
        <source>Chat settings: not those of new chats</source>
        <translation>对话设置：与新对话的设置不同</translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
</context>
<context>
    <name>LazyStore</name>
    <message>
        <source>Your chats are saved again.</source>
        <translation>你的对话已恢复保存。</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>麦克风音量</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message numerus="yes">
        <source>The link&apos;s text was longer than %Ln character(s); its end is left out.</source>
        <translation>
            <numerusform>链接中的文字超过 %Ln 个字符，末尾部分已略去。</numerusform>
        </translation>
    </message>
    <message>
        <source>Parlance cannot open the link {link}: it knows parlance://new?text=… and parlance://model?repo=….</source>
        <translation>Parlance 无法打开链接 {link}：它支持的是 parlance://new?text=… 和 parlance://model?repo=…。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New Chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Temporary Chat</source>
        <translation>临时对话</translation>
    </message>
</context>
<context>
    <name>MarkdownRuns</name>
    <message>
        <source>picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>MathBlock</name>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>Shown as it was written: {reason}</source>
        <translation>按原文显示：{reason}</translation>
    </message>
</context>
<context>
    <name>MathPane</name>
    <message>
        <source>Formulas: {found}</source>
        <translation>公式：{found}</translation>
    </message>
</context>
<context>
    <name>MathShapes</name>
    <message>
        <source>a part of it would be missing</source>
        <translation>其中一部分会缺失</translation>
    </message>
    <message>
        <source>it is too deeply nested</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>过长</translation>
    </message>
    <message>
        <source>the font for formulas lacks {letter}</source>
        <translation>公式字体缺少 {letter}</translation>
    </message>
    <message>
        <source>{name} is not taken</source>
        <translation>不支持 {name}</translation>
    </message>
    <message>
        <source>{name} is unknown</source>
        <translation>未知的 {name}</translation>
    </message>
    <message>
        <source>it could not be laid out</source>
        <translation>无法对其排版</translation>
    </message>
    <message>
        <source>it is not LaTeX</source>
        <translation>它不是 LaTeX</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>显示(&amp;V)</translation>
    </message>
    <message>
        <source>About Parlance</source>
        <translation>关于 Parlance</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Ask: {question}</source>
        <translation>提问：{question}</translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation>附上…</translation>
    </message>
    <message>
        <source>Choose Model</source>
        <translation>选取模型</translation>
    </message>
    <message>
        <source>Choose a Models Folder…</source>
        <translation>选取模型文件夹…</translation>
    </message>
    <message>
        <source>Close Window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Copy Last Answer</source>
        <translation>拷贝最后一个回答</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Discard Recording</source>
        <translation>放弃录音</translation>
    </message>
    <message>
        <source>Find Next</source>
        <translation>查找下一个</translation>
    </message>
    <message>
        <source>Find Previous</source>
        <translation>查找上一个</translation>
    </message>
    <message>
        <source>Find in This Chat</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Full Screen</source>
        <translation>全屏幕</translation>
    </message>
    <message>
        <source>Import Chats…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Jump to Latest</source>
        <translation>跳到最新</translation>
    </message>
    <message>
        <source>Larger Text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Like the System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>New Chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>New Window</source>
        <translation>新建窗口</translation>
    </message>
    <message>
        <source>Normal Text</source>
        <translation>标准文字大小</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Quit Parlance</source>
        <translation>退出 Parlance</translation>
    </message>
    <message>
        <source>Record a Sound</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Show Thinking</source>
        <translation>显示思考过程</translation>
    </message>
    <message>
        <source>Smaller Text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Stop Answering</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What can you do?</source>
        <translation>你能做什么？</translation>
    </message>
    <message>
        <source>Which keyboard shortcuts are there?</source>
        <translation>有哪些键盘快捷键？</translation>
    </message>
    <message>
        <source>Chat Settings…</source>
        <translation>对话设置…</translation>
    </message>
    <message>
        <source>Keep This Chat</source>
        <translation>保留此对话</translation>
    </message>
    <message>
        <source>New Temporary Chat</source>
        <translation>新建临时对话</translation>
    </message>
    <message>
        <source>Unload Model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Stop Loading</source>
        <translation>停止载入</translation>
    </message>
    <message>
        <source>All Models…</source>
        <translation>所有模型…</translation>
    </message>
    <message>
        <source>Check for Updates…</source>
        <translation>检查更新…</translation>
    </message>
    <message>
        <source>Show Crash Reports</source>
        <translation>显示崩溃报告</translation>
    </message>
</context>
<context>
    <name>MessageActions</name>
    <message>
        <source>Actions for this message</source>
        <translation>针对此消息的操作</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>拷贝</translation>
    </message>
    <message>
        <source>Copy Link</source>
        <translation>拷贝链接</translation>
    </message>
    <message>
        <source>Copy Selection</source>
        <translation>拷贝所选内容</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>拷贝回答</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>拷贝为 Markdown</translation>
    </message>
    <message>
        <source>Copy as Text</source>
        <translation>拷贝为纯文本</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>拷贝消息</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit answer</source>
        <translation>编辑回答</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>编辑消息</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Regenerate answer</source>
        <translation>重新生成回答</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy Selection as Markdown</source>
        <translation>将所选内容拷贝为 Markdown</translation>
    </message>
</context>
<context>
    <name>MessageEdit</name>
    <message>
        <source>Ask anything</source>
        <translation>随便问点什么</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>MessageEditor</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Changes what the model is told it said.</source>
        <translation>模型会把这当作自己说过的话。</translation>
    </message>
    <message>
        <source>Edit this message</source>
        <translation>编辑此消息</translation>
    </message>
    <message>
        <source>Edited answer</source>
        <translation>编辑后的回答</translation>
    </message>
    <message>
        <source>Edited message</source>
        <translation>编辑后的消息</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Starts a new branch here.</source>
        <translation>将从此处开始新的分支。</translation>
    </message>
</context>
<context>
    <name>MessageFooter</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>More for this answer</source>
        <translation>此回答的更多操作</translation>
    </message>
    <message>
        <source>More for this message</source>
        <translation>此消息的更多操作</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>MessageViews</name>
    <message>
        <source>Being written in another Parlance</source>
        <translation>正在另一个 Parlance 中生成</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
</context>
<context>
    <name>ModelCare</name>
    <message>
        <source>Every file of {name} is as it should be.</source>
        <translation>{name} 的每个文件都正确无误。</translation>
    </message>
    <message>
        <source>Something else is being done with models; wait for it.</source>
        <translation>正在对模型进行其他操作；请等待其完成。</translation>
    </message>
    <message>
        <source>The damaged files of {name} are removed…</source>
        <translation>正在移除 {name} 的损坏文件…</translation>
    </message>
    <message>
        <source>The files of {name} are read and compared…</source>
        <translation>正在读取并比对 {name} 的文件…</translation>
    </message>
    <message>
        <source>{name} has damaged files: {files}.</source>
        <translation>{name} 有损坏的文件：{files}。</translation>
    </message>
    <message>
        <source>{name} is copied and compared…</source>
        <translation>正在复制并比对 {name}…</translation>
    </message>
    <message>
        <source>{name} is in {folder} now.</source>
        <translation>{name} 现在位于 {folder}。</translation>
    </message>
    <message>
        <source>{name} was not downloaded from the hub, so there is nothing to compare it with.</source>
        <translation>{name} 不是从模型库下载的，没有可供比对的依据。</translation>
    </message>
    <message>
        <source>{size} on the disk are free again.</source>
        <translation>磁盘已腾出 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>%n suggested model(s) can no longer be had.</source>
        <translation>
            <numerusform>%n 个推荐的模型已无法获取。</numerusform>
        </translation>
    </message>
    <message>
        <source>The hub is asked about the models that are suggested…</source>
        <translation>正在向模型库询问推荐的模型…</translation>
    </message>
    <message>
        <source>What is told of the suggested models is up to date.</source>
        <translation>推荐模型的信息已是最新。</translation>
    </message>
    <message numerus="yes">
        <source>%n version(s) of it share files and went together.</source>
        <translation>
            <numerusform>它有 %n 个版本共用文件，已一并移动。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelDesk</name>
    <message>
        <source>The model is answering; stop it before it is unloaded.</source>
        <translation>模型正在回答；请先停止再卸载。</translation>
    </message>
    <message>
        <source>The model is busy; test it when it has answered.</source>
        <translation>模型正忙；请等它回答完再测试。</translation>
    </message>
    <message>
        <source>The model is tested; that takes half a minute or so…</source>
        <translation>正在测试模型，大约需要半分钟…</translation>
    </message>
    <message>
        <source>{name} is here, and answers from now on.</source>
        <translation>{name} 已就绪，从现在起由它回答。</translation>
    </message>
    <message>
        <source>{name} was tested and does not work as it should; see Models.</source>
        <translation>{name} 经测试未能正常工作；请查看“模型”。</translation>
    </message>
    <message>
        <source>The damaged files of {name} came again.</source>
        <translation>{name} 的损坏文件已重新下载。</translation>
    </message>
    <message>
        <source>The test gave way to a question; it is made when the model rests.</source>
        <translation>测试已为提问让路；模型空闲时会再次进行。</translation>
    </message>
    <message>
        <source>Use It</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name} 已下载完成。</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Choose a Models Folder…</source>
        <translation>选取模型文件夹…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>All Models…</source>
        <translation>所有模型…</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Choose a model</source>
        <translation>选取模型</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在载入…</translation>
    </message>
    <message>
        <source>Loading… {percent} %</source>
        <translation>正在载入… {percent}%</translation>
    </message>
    <message>
        <source>Model loading</source>
        <translation>模型载入进度</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>未载入模型</translation>
    </message>
    <message>
        <source>Unloaded until your next question</source>
        <translation>已卸载，下次提问时重新载入</translation>
    </message>
    <message>
        <source>Loading… {done} of {total}</source>
        <translation>正在载入… {done}/{total}</translation>
    </message>
</context>
<context>
    <name>ModelSettings</name>
    <message numerus="yes">
        <source>After %n hour(s)</source>
        <translation>
            <numerusform>%n 小时后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After %n minute(s)</source>
        <translation>
            <numerusform>%n 分钟后</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a models folder</source>
        <translation>选取模型文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选取…</translation>
    </message>
    <message>
        <source>Its memory is given back, and it is loaded again for the next question.</source>
        <translation>释放其占用的内存，并在下次提问时重新载入。</translation>
    </message>
    <message>
        <source>Load at the start</source>
        <translation>启动时载入</translation>
    </message>
    <message>
        <source>Loaded model</source>
        <translation>已载入的模型</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>载入</translation>
    </message>
    <message>
        <source>Longest context</source>
        <translation>最大上下文长度</translation>
    </message>
    <message>
        <source>Look in the models folder no longer</source>
        <translation>不再搜索此模型文件夹</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>More room for long chats takes more memory. Takes effect when a model is next loaded.</source>
        <translation>为长对话留出更多空间会占用更多内存。下次载入模型时生效。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the models folder</source>
        <translation>显示模型文件夹</translation>
    </message>
    <message>
        <source>The model used last</source>
        <translation>上次使用的模型</translation>
    </message>
    <message>
        <source>The model’s, up to {count}</source>
        <translation>模型自身的上限，最多 {count}</translation>
    </message>
    <message>
        <source>Unload Now</source>
        <translation>立即卸载</translation>
    </message>
    <message>
        <source>Unload the model now</source>
        <translation>立即卸载模型</translation>
    </message>
    <message>
        <source>Unload when idle</source>
        <translation>空闲时卸载</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>模型库地址</translation>
    </message>
    <message>
        <source>As fast as it comes</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Fastest download</source>
        <translation>最快下载速度</translation>
    </message>
    <message>
        <source>For gated models. It is kept in the keychain and nowhere else.</source>
        <translation>用于受限模型。仅保存在钥匙串中。</translation>
    </message>
    <message>
        <source>For gated models. This system has no keychain that Parlance can use; set the environment variable HF_TOKEN instead.</source>
        <translation>用于受限模型。此系统没有 Parlance 可用的钥匙串；请改为设置环境变量 HF_TOKEN。</translation>
    </message>
    <message>
        <source>Holds for downloads that begin or go on later.</source>
        <translation>对之后开始或继续的下载生效。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep the access token</source>
        <translation>保存访问令牌</translation>
    </message>
    <message>
        <source>One is in the keychain, for gated models.</source>
        <translation>钥匙串中已有一个，用于受限模型。</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理服务器</translation>
    </message>
    <message>
        <source>Remove the access token</source>
        <translation>移除访问令牌</translation>
    </message>
    <message>
        <source>That of a mirror; empty for the usual one.</source>
        <translation>可填写镜像地址；留空则使用默认地址。</translation>
    </message>
    <message>
        <source>The one in HF_TOKEN is used, for gated models.</source>
        <translation>使用 HF_TOKEN 中的令牌，用于受限模型。</translation>
    </message>
    <message>
        <source>The one of your Hugging Face tools is used, for gated models.</source>
        <translation>使用你的 Hugging Face 工具中的令牌，用于受限模型。</translation>
    </message>
    <message>
        <source>{count} MB a second</source>
        <translation>{count} MB/秒</translation>
    </message>
    <message>
        <source>A long chat takes about half the memory, and answers are a little less exact and slower. Takes effect when a model is next loaded; Gemma 4 and a few others stay as they are.</source>
        <translation>长对话占用的内存约减半，回答的精度略降、速度稍慢。下次载入模型时生效；Gemma 4 等少数模型保持不变。</translation>
    </message>
    <message>
        <source>Context in 8 bits</source>
        <translation>8 位上下文</translation>
    </message>
    <message>
        <source>None. Looked through are the cache of Hugging Face tools, LM Studio’s folder and Parlance’s own.</source>
        <translation>无。会搜索 Hugging Face 工具的缓存、LM Studio 的文件夹和 Parlance 自己的文件夹。</translation>
    </message>
    <message>
        <source>HTTP or SOCKS5; empty for what the system says.</source>
        <translation>HTTP 或 SOCKS5；留空则使用系统设置。</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>in use</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>No model was found in {folder} or up to two folders below it; a model is a folder with config.json and .safetensors files.</source>
        <translation>在 {folder} 及其下两层文件夹中未找到模型；模型是一个包含 config.json 和 .safetensors 文件的文件夹。</translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message numerus="yes">
        <source>%Ln download(s)</source>
        <translation>
            <numerusform>%Ln 次下载</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a Folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Context: {size}</source>
        <translation>上下文：{size}</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Downloaded of {name}</source>
        <translation>{name} 的下载进度</translation>
    </message>
    <message>
        <source>Fits if little else runs</source>
        <translation>仅在很少其他程序运行时可用</translation>
    </message>
    <message>
        <source>For this machine</source>
        <translation>适合这台电脑</translation>
    </message>
    <message>
        <source>Found on the hub</source>
        <translation>模型库中的结果</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Get {name}</source>
        <translation>获取 {name}</translation>
    </message>
    <message>
        <source>Go on with {name}</source>
        <translation>继续下载 {name}</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>已下载</translation>
    </message>
    <message>
        <source>In Use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Looks whether it fits…</source>
        <translation>正在检查是否适合…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name} 的更多操作</translation>
    </message>
    <message>
        <source>Nothing by that name can be run here. A shorter name finds more.</source>
        <translation>没有可在此运行的同名模型。名称短一些能找到更多。</translation>
    </message>
    <message>
        <source>Nothing of the list fits this machine.</source>
        <translation>列表中没有适合这台电脑的模型。</translation>
    </message>
    <message>
        <source>On Its Way</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>On their way</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>这台电脑上的模型</translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation>暂停 {name}</translation>
    </message>
    <message>
        <source>Remove the download of {name}</source>
        <translation>移除 {name} 的下载</translation>
    </message>
    <message>
        <source>Show in Folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Takes {need} of {given} with {tokens} tokens of context</source>
        <translation>占用 {need}/{given}（{tokens} 词元上下文）</translation>
    </message>
    <message>
        <source>Takes {need} with {tokens} tokens of context, more than {given}</source>
        <translation>占用 {need}，超过 {given}（{tokens} 词元上下文）</translation>
    </message>
    <message>
        <source>Test It</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>The same weights are in {places} as well.</source>
        <translation>相同的权重也在 {places} 中。</translation>
    </message>
    <message>
        <source>To work in: {size}</source>
        <translation>工作空间：{size}</translation>
    </message>
    <message>
        <source>Too large for this machine</source>
        <translation>对这台电脑来说过大</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>使用 {name}</translation>
    </message>
    <message>
        <source>Waits for the others</source>
        <translation>等待其他下载</translation>
    </message>
    <message>
        <source>Weights: {size}</source>
        <translation>权重：{size}</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>约 {size}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>terms to accept</source>
        <translation>需接受条款</translation>
    </message>
    <message>
        <source>{bits}-bit</source>
        <translation>{bits} 位</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>剩余 {duration}</translation>
    </message>
    <message>
        <source>{number} billion parameters</source>
        <translation>{number}B 参数</translation>
    </message>
    <message>
        <source>{number} million parameters</source>
        <translation>{number}M 参数</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>{size}/秒</translation>
    </message>
    <message>
        <source>Choose a folder with models</source>
        <translation>选取包含模型的文件夹</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>要删除 {name} 吗？</translation>
    </message>
    <message>
        <source>{size} on the disk are freed. It can be fetched again.</source>
        <translation>将释放 {size} 磁盘空间。之后可以重新获取。</translation>
    </message>
    <message>
        <source>{size} on the disk are freed. This cannot be undone.</source>
        <translation>将释放 {size} 磁盘空间。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Stop loading {name}</source>
        <translation>停止载入 {name}</translation>
    </message>
    <message>
        <source>{name} is in use</source>
        <translation>{name} 正在使用</translation>
    </message>
    <message>
        <source>By Name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Largest First</source>
        <translation>最大的在前</translation>
    </message>
    <message>
        <source>Last Used First</source>
        <translation>最近使用的在前</translation>
    </message>
    <message>
        <source>Order of the models</source>
        <translation>模型的排列方式</translation>
    </message>
    <message>
        <source>Return uses it</source>
        <translation>按回车键即可使用</translation>
    </message>
    <message>
        <source>Search for models, here and on the hub</source>
        <translation>在本机和模型库中搜索模型</translation>
    </message>
    <message>
        <source>Search here and on the hub</source>
        <translation>搜索本机和模型库</translation>
    </message>
    <message numerus="yes">
        <source>Used %n day(s) ago</source>
        <translation>
            <numerusform>%n 天前用过</numerusform>
        </translation>
    </message>
    <message>
        <source>Used on {day}</source>
        <translation>{day} 用过</translation>
    </message>
    <message>
        <source>Used today</source>
        <translation>今天用过</translation>
    </message>
    <message>
        <source>Used yesterday</source>
        <translation>昨天用过</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>正在使用</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) damaged or missing: {names}</source>
        <translation>
            <numerusform>%n 个文件损坏或缺失：{names}</numerusform>
        </translation>
    </message>
    <message>
        <source>Check the Files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Choose a folder on another disk</source>
        <translation>选择其他磁盘上的文件夹</translation>
    </message>
    <message>
        <source>Done so far</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Fetch damaged files of {name} again</source>
        <translation>重新下载 {name} 的损坏文件</translation>
    </message>
    <message>
        <source>Move to Another Disk…</source>
        <translation>移到其他磁盘…</translation>
    </message>
    <message>
        <source>Remove Damaged</source>
        <translation>移除损坏的文件</translation>
    </message>
    <message>
        <source>Remove damaged files of {name}</source>
        <translation>移除 {name} 的损坏文件</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Fetch Again</source>
        <translation>重新下载</translation>
    </message>
    <message>
        <source>Fits with its context in 8 bits: see Settings, Models</source>
        <translation>上下文以 8 位保存时可容纳：见“设置”&gt;“模型”</translation>
    </message>
    <message>
        <source>Fits with {tokens} tokens of context</source>
        <translation>上下文为 {tokens} 词元时可容纳</translation>
    </message>
    <message>
        <source>Ask the Hub</source>
        <translation>询问模型库</translation>
    </message>
    <message>
        <source>Ask the hub about the suggested models</source>
        <translation>向模型库询问推荐的模型</translation>
    </message>
    <message>
        <source>Sizes and terms are those of the hub on {day}.</source>
        <translation>大小和条款为模型库 {day} 的信息。</translation>
    </message>
    <message>
        <source>Sizes and terms are those that came with Parlance.</source>
        <translation>大小和条款为 Parlance 自带的信息。</translation>
    </message>
    <message>
        <source>Good: {text}</source>
        <translation>正常：{text}</translation>
    </message>
    <message>
        <source>Why Is It Slow or Wrong?</source>
        <translation>为什么慢或出错？</translation>
    </message>
    <message>
        <source>Why is {name} slow or wrong?</source>
        <translation>{name} 为什么慢或出错？</translation>
    </message>
    <message>
        <source>Access Token…</source>
        <translation>访问令牌…</translation>
    </message>
    <message>
        <source>Open Its Page</source>
        <translation>打开页面</translation>
    </message>
    <message>
        <source>Open the page of {name}</source>
        <translation>打开 {name} 的页面</translation>
    </message>
    <message>
        <source>The most able of these</source>
        <translation>其中能力最强</translation>
    </message>
    <message>
        <source>The quickest of these</source>
        <translation>其中速度最快</translation>
    </message>
    <message>
        <source>More than is free now: quit other apps before you use it</source>
        <translation>超出当前可用内存：使用前请先退出其他应用</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Write a number from {low} to {high}.</source>
        <translation>请输入 {low} 到 {high} 之间的数字。</translation>
    </message>
</context>
<context>
    <name>NumberRow</name>
    <message>
        <source>Reset {name}</source>
        <translation>还原{name}</translation>
    </message>
    <message>
        <source>{name}, slider</source>
        <translation>{name}，滑块</translation>
    </message>
</context>
<context>
    <name>OpenPicture</name>
    <message>
        <source>Picture, {name}</source>
        <translation>图片，{name}</translation>
    </message>
    <message>
        <source>{detail}. Press to see it large.</source>
        <translation>{detail}。按下可查看大图。</translation>
    </message>
</context>
<context>
    <name>Pager</name>
    <message>
        <source>Earlier version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Later version</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Version {number} of {total}</source>
        <translation>第 {number} 个版本，共 {total} 个</translation>
    </message>
</context>
<context>
    <name>Pdf</name>
    <message>
        <source>(failed: {reason})</source>
        <translation>（失败：{reason}）</translation>
    </message>
    <message>
        <source>(interrupted)</source>
        <translation>（已中断）</translation>
    </message>
    <message>
        <source>(stopped)</source>
        <translation>（已停止）</translation>
    </message>
    <message>
        <source>({name} is missing)</source>
        <translation>（缺少 {name}）</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>The export was given up.</source>
        <translation>已放弃导出。</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>Thought for {seconds} s</source>
        <translation>思考了 {seconds} 秒</translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation>未命名对话</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>拷贝图片</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Picture, {name}, {detail}</source>
        <translation>图片，{name}，{detail}</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>存储图片</translation>
    </message>
    <message>
        <source>Save picture as…</source>
        <translation>图片存储为…</translation>
    </message>
    <message>
        <source>Show its file</source>
        <translation>显示其文件</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at}/{count}</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>The picture could not be saved to {target}, because {reason}; choose another place.</source>
        <translation>无法将图片存储到 {target}，因为{reason}；请选取其他位置。</translation>
    </message>
    <message>
        <source>The picture is no longer in Parlance&apos;s folder, so it cannot be shown.</source>
        <translation>该图片已不在 Parlance 的文件夹中，因此无法显示。</translation>
    </message>
    <message>
        <source>The picture is not a file yet; save it first.</source>
        <translation>该图片还不是文件；请先存储。</translation>
    </message>
    <message>
        <source>The picture was saved to {target}.</source>
        <translation>图片已存储到 {target}。</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>No loudspeaker or headphones were found, so nothing can be played; connect some and press Play again.</source>
        <translation>未找到扬声器或耳机，因此无法播放；请连接后再按“播放”。</translation>
    </message>
    <message>
        <source>Playing sounds needs the PortAudio library, which is not installed (on Debian or Ubuntu: apt install libportaudio2).</source>
        <translation>播放声音需要 PortAudio 库，但尚未安装（在 Debian 或 Ubuntu 上：apt install libportaudio2）。</translation>
    </message>
    <message>
        <source>The loudspeaker or the headphones stopped taking sound, so playing was paused; press Play to go on.</source>
        <translation>扬声器或耳机停止接收声音，因此播放已暂停；请按“播放”继续。</translation>
    </message>
    <message>
        <source>The sound is no longer in Parlance&apos;s folder, so it cannot be played.</source>
        <translation>该声音已不在 Parlance 的文件夹中，因此无法播放。</translation>
    </message>
</context>
<context>
    <name>PresetRow</name>
    <message>
        <source>Changed from preset “{name}”.</source>
        <translation>已在预设“{name}”的基础上更改。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the preset “{name}”? Chats that use its values keep them.</source>
        <translation>要删除预设“{name}”吗？使用其数值的对话会保留这些数值。</translation>
    </message>
    <message>
        <source>Delete “{name}”…</source>
        <translation>删除“{name}”…</translation>
    </message>
    <message>
        <source>From preset “{name}”, which has been deleted.</source>
        <translation>来自预设“{name}”，该预设已被删除。</translation>
    </message>
    <message>
        <source>From preset “{name}”, which has changed since. Choose it again to copy its present values.</source>
        <translation>来自预设“{name}”，该预设之后有更改。再次选取即可采用其当前数值。</translation>
    </message>
    <message>
        <source>From preset “{name}”.</source>
        <translation>来自预设“{name}”。</translation>
    </message>
    <message>
        <source>More for presets</source>
        <translation>预设的更多操作</translation>
    </message>
    <message>
        <source>Name of the new preset</source>
        <translation>新预设的名称</translation>
    </message>
    <message>
        <source>New name of the preset</source>
        <translation>预设的新名称</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重新命名</translation>
    </message>
    <message>
        <source>Rename “{name}”…</source>
        <translation>重新命名“{name}”…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Save as New Preset…</source>
        <translation>存储为新预设…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Update “{name}” with These Values</source>
        <translation>用这些数值更新“{name}”</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>The file of your presets is damaged or from a newer Parlance; it was kept as {name}, and only what could be read of it is there.</source>
        <translation>预设文件已损坏或来自较新版本的 Parlance；它已保存为 {name}，现在只有其中能读取的内容。</translation>
    </message>
    <message>
        <source>This preset is not saved, because the file of your presets cannot be read; it holds until Parlance is closed.</source>
        <translation>由于无法读取预设文件，此预设未存储；它在 Parlance 关闭前有效。</translation>
    </message>
    <message>
        <source>Untitled preset</source>
        <translation>未命名预设</translation>
    </message>
    <message>
        <source>Your presets could not be saved in {folder}, because {reason}; they hold until Parlance is closed.</source>
        <translation>无法将预设存储到 {folder}，因为{reason}；它们在 Parlance 关闭前有效。</translation>
    </message>
    <message>
        <source>Your presets in {file} cannot be read, because {reason}; until they can, none can be saved.</source>
        <translation>无法读取 {file} 中的预设，因为{reason}；在此之前无法存储任何预设。</translation>
    </message>
</context>
<context>
    <name>PrivacySettings</name>
    <message numerus="yes">
        <source>After %n day(s)</source>
        <translation>
            <numerusform>%n 天后</numerusform>
        </translation>
    </message>
    <message>
        <source>All chats</source>
        <translation>所有对话</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Chats, attachments and settings are files on this machine, and Parlance sends none of them anywhere. There is no account and no telemetry, and what an answer links to is never loaded by itself.</source>
        <translation>对话、附件和设置都是这台电脑上的文件，Parlance 不会将它们发送到任何地方。没有账户，也没有遥测；回答中的链接绝不会自动载入。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>Delete All</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Delete All Chats…</source>
        <translation>删除所有对话…</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>存储位置</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>Other chats are kept until you delete them.</source>
        <translation>其他对话会一直保留，直到你将其删除。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the folder of the chats</source>
        <translation>显示对话所在的文件夹</translation>
    </message>
    <message>
        <source>Those in folders, in the archive and in the trash among them.</source>
        <translation>包括文件夹、归档和废纸篓中的对话。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln chat(s)</source>
        <translation>
            <numerusform>%Ln 个对话</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln chat(s) with all their attachments? This cannot be undone.</source>
        <translation>
            <numerusform>要删除 %Ln 个对话及其所有附件吗？此操作无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Delete what was computed of chats</source>
        <translation>删除对话的计算结果</translation>
    </message>
    <message>
        <source>Keep what was computed</source>
        <translation>保留计算结果</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不保留</translation>
    </message>
    <message>
        <source>Up to {size}</source>
        <translation>最多 {size}</translation>
    </message>
    <message>
        <source>A long chat goes on at once after a restart. It takes {size} now, and never more than a twentieth of the free disk. What was said can be worked out from it: it is deleted with the chat, and temporary chats leave none.</source>
        <translation>重新启动后，长对话可以立即继续。目前占用 {size}，且绝不超过磁盘可用空间的二十分之一。从中可以推算出对话内容：它会随对话一起删除，临时对话则不会留下任何结果。</translation>
    </message>
    <message>
        <source>Empty the trash automatically</source>
        <translation>自动清空废纸篓</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Listening to the sounds… {done} of {total}</source>
        <translation>正在聆听声音… {done}/{total}</translation>
    </message>
    <message>
        <source>Listening to the sound…</source>
        <translation>正在聆听声音…</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在载入模型…</translation>
    </message>
    <message>
        <source>Loading the model… {percent} %</source>
        <translation>正在载入模型… {percent}%</translation>
    </message>
    <message>
        <source>Looking and listening…</source>
        <translation>正在查看和聆听…</translation>
    </message>
    <message>
        <source>Looking and listening… {done} of {total}</source>
        <translation>正在查看和聆听… {done}/{total}</translation>
    </message>
    <message>
        <source>Looking at the pictures… {done} of {total}</source>
        <translation>正在查看图片… {done}/{total}</translation>
    </message>
    <message>
        <source>Looking at the picture…</source>
        <translation>正在查看图片…</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation>正在读取… {percent}%</translation>
    </message>
</context>
<context>
    <name>ProseView</name>
    <message>
        <source>Answer text</source>
        <translation>回答文字</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存储</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Your message</source>
        <translation>你的消息</translation>
    </message>
</context>
<context>
    <name>QueuedBar</name>
    <message>
        <source>It is sent when the answer is there.</source>
        <translation>回答完成后即会发送。</translation>
    </message>
    <message>
        <source>Messages that wait to be sent</source>
        <translation>等待发送的消息</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send what waits</source>
        <translation>发送等待中的消息</translation>
    </message>
</context>
<context>
    <name>QueuedCard</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>立即发送</translation>
    </message>
    <message>
        <source>Waiting message {number} of {of}: {text}</source>
        <translation>等待中的消息，第 {number} 条，共 {of} 条：{text}</translation>
    </message>
</context>
<context>
    <name>Queues</name>
    <message>
        <source>A message that was not sent yet waits in “{chat}”.</source>
        <translation>“{chat}”中有一条尚未发送的消息。</translation>
    </message>
    <message>
        <source>Not sent yet.</source>
        <translation>尚未发送。</translation>
    </message>
    <message>
        <source>Not sent yet: Parlance ended before its turn came.</source>
        <translation>尚未发送：Parlance 在轮到它之前已退出。</translation>
    </message>
    <message>
        <source>Not sent, because the answer before it failed.</source>
        <translation>未发送，因为前一个回答失败了。</translation>
    </message>
    <message>
        <source>Not sent, because the answer was stopped.</source>
        <translation>未发送，因为回答已停止。</translation>
    </message>
    <message>
        <source>Not sent, because the model&apos;s context is full.</source>
        <translation>未发送，因为模型的上下文已满。</translation>
    </message>
    <message>
        <source>The waiting message was removed.</source>
        <translation>已移除等待中的消息。</translation>
    </message>
    <message>
        <source>Messages that were not sent yet wait in {chats}.</source>
        <translation>{chats}中有尚未发送的消息。</translation>
    </message>
    <message>
        <source>“{chat}”</source>
        <translation>“{chat}”</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>另外 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Recording needs the PortAudio library, which is not installed (on Debian or Ubuntu: apt install libportaudio2).</source>
        <translation>录音需要 PortAudio 库，但尚未安装（在 Debian 或 Ubuntu 上：apt install libportaudio2）。</translation>
    </message>
    <message>
        <source>A recording</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>No microphone was found, so nothing was recorded; connect one.</source>
        <translation>未找到麦克风，因此没有录音；请连接麦克风。</translation>
    </message>
    <message>
        <source>No microphone was found, so nothing was recorded; connect one. If there is one, allow Parlance to use it in System Settings &gt; Privacy &amp; Security &gt; Microphone.</source>
        <translation>未找到麦克风，因此没有录音；请连接麦克风。如果已有麦克风，请在“系统设置”&gt;“隐私与安全性”&gt;“麦克风”中允许 Parlance 使用。</translation>
    </message>
    <message>
        <source>Only silence came from the microphone.</source>
        <translation>麦克风没有传来任何声音。</translation>
    </message>
    <message>
        <source>Only silence came from the microphone. Allow Parlance to use it in System Settings &gt; Privacy &amp; Security &gt; Microphone.</source>
        <translation>麦克风没有传来任何声音。请在“系统设置”&gt;“隐私与安全性”&gt;“麦克风”中允许 Parlance 使用。</translation>
    </message>
    <message>
        <source>The microphone stopped sending sound; what it sent before is kept.</source>
        <translation>麦克风停止传送声音；之前录下的已保留。</translation>
    </message>
    <message numerus="yes">
        <source>The recording ended at %n second(s), the most a model hears at once.</source>
        <translation>
            <numerusform>录音已在 %n 秒处结束，这是模型一次最多能听的长度。</numerusform>
        </translation>
    </message>
    <message>
        <source>The recording was too short to hear anything; hold on a little.</source>
        <translation>录音太短，听不到内容；请录得久一些。</translation>
    </message>
</context>
<context>
    <name>RecordingBar</name>
    <message>
        <source>Attach recording</source>
        <translation>附上录音</translation>
    </message>
    <message>
        <source>Discard recording</source>
        <translation>放弃录音</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Recorded time</source>
        <translation>已录时长</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车键</translation>
    </message>
</context>
<context>
    <name>RowModel</name>
    <message numerus="yes">
        <source>%n chat(s)</source>
        <translation>
            <numerusform>%n 个对话</numerusform>
        </translation>
    </message>
    <message>
        <source>The last answer was interrupted</source>
        <translation>上一个回答已中断</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已合上</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>{name}, folder</source>
        <translation>{name}，文件夹</translation>
    </message>
</context>
<context>
    <name>RowPainter</name>
    <message>
        <source>Chat title</source>
        <translation>对话标题</translation>
    </message>
    <message>
        <source>Folder name</source>
        <translation>文件夹名称</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation>搜索所有对话</translation>
    </message>
</context>
<context>
    <name>SelfTests</name>
    <message>
        <source>Tested {day}: every answer was right, {speed}.</source>
        <translation>测试于 {day}：所有回答均正确，{speed}。</translation>
    </message>
    <message>
        <source>Tested {day}: {fault} {speed}.</source>
        <translation>测试于 {day}：{fault}{speed}。</translation>
    </message>
    <message>
        <source>something was wrong.</source>
        <translation>有问题。</translation>
    </message>
    <message>
        <source>to “{prompt}” it said “{answer}”.</source>
        <translation>对“{prompt}”的回答是“{answer}”。</translation>
    </message>
</context>
<context>
    <name>Senses</name>
    <message>
        <source>This chat holds a picture and a sound, and {model} cannot see pictures or hear sounds; choose a model that can, or start a new chat.</source>
        <translation>此对话包含图片和声音，而 {model} 看不了图片也听不了声音；请选取支持的模型，或新建对话。</translation>
    </message>
    <message>
        <source>This chat holds a picture, and {model} cannot see pictures; choose a model that can, or start a new chat.</source>
        <translation>此对话包含图片，而 {model} 看不了图片；请选取支持的模型，或新建对话。</translation>
    </message>
    <message>
        <source>This chat holds a sound, and {model} cannot hear sounds; choose a model that can, or start a new chat.</source>
        <translation>此对话包含声音，而 {model} 听不了声音；请选取支持的模型，或新建对话。</translation>
    </message>
    <message>
        <source>This chat holds text, and {model} cannot read text; choose a model that can, or start a new chat.</source>
        <translation>此对话包含文字，而 {model} 读不了文字；请选取支持的模型，或新建对话。</translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot hear sounds; choose a model that can in the model picker.</source>
        <translation>未附上{name}，因为 {model} 听不了声音；请在模型菜单中选取支持的模型。</translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot read text; choose a model that can in the model picker.</source>
        <translation>未附上{name}，因为 {model} 读不了文字；请在模型菜单中选取支持的模型。</translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot see pictures; choose a model that can in the model picker.</source>
        <translation>未附上{name}，因为 {model} 看不了图片；请在模型菜单中选取支持的模型。</translation>
    </message>
    <message>
        <source>{name} was not attached. {why}</source>
        <translation>未附上{name}。{why}</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>No model is loaded, so nothing can answer; choose one in the model picker.</source>
        <translation>未载入模型，因此无法回答；请在模型菜单中选取一个。</translation>
    </message>
    <message>
        <source>Pasted picture.png</source>
        <translation>粘贴的图片.png</translation>
    </message>
    <message>
        <source>The clipboard&apos;s picture could not be read; save it and drop the file.</source>
        <translation>无法读取剪贴板中的图片；请将其存储后拖入文件。</translation>
    </message>
    <message>
        <source>Your settings could not be saved in {folder}, because {reason}; everything else goes on, and the old settings stay.</source>
        <translation>无法将设置存储到 {folder}，因为{reason}；其他功能照常，原有设置保持不变。</translation>
    </message>
    <message>
        <source>permission is denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘为只读</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name}（副本）</translation>
    </message>
    <message>
        <source>{name} could not be read; the log holds the details.</source>
        <translation>无法读取 {name}；详情见日志。</translation>
    </message>
    <message>
        <source>{name} is a file; give the folder that holds the model instead.</source>
        <translation>{name} 是一个文件；请改为指定包含模型的文件夹。</translation>
    </message>
    <message>
        <source>{name} is a folder; drop the pictures or sounds inside it instead.</source>
        <translation>{name} 是一个文件夹；请改为拖入其中的图片或声音。</translation>
    </message>
    <message>
        <source>{name} is neither a picture nor a sound, so it was not attached; Parlance takes files like PNG, JPEG, HEIC, WAV, FLAC, MP3 and OGG.</source>
        <translation>{name} 既不是图片也不是声音，因此未附上；Parlance 支持 PNG、JPEG、HEIC、WAV、FLAC、MP3 和 OGG 等文件。</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>Chat {number} of {name} is damaged ({error}), so it was left out.</source>
        <translation>{name} 中的第 {number} 个对话已损坏（{error}），因此被略过。</translation>
    </message>
    <message>
        <source>Close other apps, or choose a smaller or more strongly quantised model.</source>
        <translation>请关闭其他 App，或选取更小或量化程度更高的模型。</translation>
    </message>
    <message>
        <source>Conversation {number} of {name} could not be understood, so it was left out.</source>
        <translation>{name} 中的第 {number} 个对话无法识别，因此被略过。</translation>
    </message>
    <message>
        <source>Load it with a context of {context:,} tokens, close other apps, or choose a smaller or more strongly quantised model.</source>
        <translation>请以 {context:,} 个词元的上下文载入、关闭其他 App，或选取更小或量化程度更高的模型。</translation>
    </message>
    <message>
        <source>New messages are only in memory, because {why}; they are saved as soon as that changes.</source>
        <translation>新消息目前仅在内存中，因为{why}；情况改变后会立即保存。</translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation>图片 {number}</translation>
    </message>
    <message>
        <source>Something went wrong inside Parlance; the log holds the details. Your conversation is kept: try again, or load the model again.</source>
        <translation>Parlance 内部出了问题；详情见日志。你的对话已保留：请重试，或重新载入模型。</translation>
    </message>
    <message>
        <source>Sound {number}</source>
        <translation>声音 {number}</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>That chat is no longer there, so it was not duplicated.</source>
        <translation>该对话已不存在，因此未复制。</translation>
    </message>
    <message>
        <source>That chat is no longer there.</source>
        <translation>该对话已不存在。</translation>
    </message>
    <message>
        <source>That message is no longer there; its chat was deleted meanwhile.</source>
        <translation>该消息已不存在；其所在的对话已被删除。</translation>
    </message>
    <message>
        <source>The chats could not be exported to {target}, because {reason}; choose another place or free some space.</source>
        <translation>无法将对话导出到 {target}，因为{reason}；请选取其他位置或腾出一些空间。</translation>
    </message>
    <message>
        <source>The config.json of {model} does not say what kind of model it is (no model_type). Download the model again.</source>
        <translation>{model} 的 config.json 没有说明模型的类型（缺少 model_type）。请重新下载该模型。</translation>
    </message>
    <message>
        <source>The file with your chats was damaged while Parlance was using it: copy what matters, then quit and open Parlance again, and it will go back to the last backup.</source>
        <translation>保存对话的文件在 Parlance 使用时损坏：请拷贝重要内容，然后退出并重新打开 Parlance，它将恢复到上一次备份。</translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}, and what you see is the backup of {day}.</source>
        <translation>保存对话的文件已损坏。它已另存为 {name}，你看到的是 {day} 的备份。</translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}, there is no backup, and you start with an empty list.</source>
        <translation>保存对话的文件已损坏。它已另存为 {name}；没有备份，因此列表为空。</translation>
    </message>
    <message>
        <source>The message is empty. Type something, or attach a picture or a sound.</source>
        <translation>消息为空。请输入内容，或附上图片或声音。</translation>
    </message>
    <message>
        <source>The model put out invalid numbers (NaN or infinity) for {name}, first in {place}. Its weights are probably damaged: download the model again.</source>
        <translation>模型对 {name} 输出了无效数值（NaN 或无穷大），最先出现在 {place}。其权重可能已损坏：请重新下载该模型。</translation>
    </message>
    <message>
        <source>The model put out invalid numbers (NaN or infinity), first in {place}, so its answer was stopped. Its weights are probably damaged: download the model again.</source>
        <translation>模型输出了无效数值（NaN 或无穷大），最先出现在 {place}，因此回答已停止。其权重可能已损坏：请重新下载该模型。</translation>
    </message>
    <message>
        <source>The model&apos;s chat template and tokenizer do not put the attachments where they belong. Download the model&apos;s tokenizer and template files again.</source>
        <translation>模型的对话模板和分词器没有把附件放在正确的位置。请重新下载该模型的分词器和模板文件。</translation>
    </message>
    <message>
        <source>The model&apos;s chat template refuses this conversation: {error}. Start a new chat, or remove the system prompt if there is one.</source>
        <translation>模型的对话模板拒绝了此对话：{error}。请新建对话，或移除系统提示词（如有）。</translation>
    </message>
    <message>
        <source>The model&apos;s files do not say how pictures are prepared; the family&apos;s defaults are used ({values}).</source>
        <translation>模型文件没有说明如何处理图片；已采用该系列的默认值（{values}）。</translation>
    </message>
    <message>
        <source>The model&apos;s files do not say how sounds are prepared; the family&apos;s defaults are used.</source>
        <translation>模型文件没有说明如何处理声音；已采用该系列的默认值。</translation>
    </message>
    <message>
        <source>The pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>The processor_config.json of {name} allows pictures of {max_soft_tokens} soft tokens, but the model has positions for {rows}. Download the model again.</source>
        <translation>{name} 的 processor_config.json 允许图片占用 {max_soft_tokens} 个软词元，但模型只有 {rows} 个位置。请重新下载该模型。</translation>
    </message>
    <message>
        <source>The processor_config.json of {name} cuts pictures into squares of {side_multiple} pixels where its config.json asks for {side}. Download the model again.</source>
        <translation>{name} 的 processor_config.json 将图片切成 {side_multiple} 像素的方块，而其 config.json 要求 {side} 像素。请重新下载该模型。</translation>
    </message>
    <message>
        <source>The recording</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>The sound</source>
        <translation>该声音</translation>
    </message>
    <message>
        <source>The tokenizer of {model} cannot be read. Download the model again.</source>
        <translation>无法读取 {model} 的分词器。请重新下载该模型。</translation>
    </message>
    <message>
        <source>The {name} is {value}, but it must be above {low} and at most {high:,}.</source>
        <translation>{name}为 {value}，但必须大于 {low} 且不超过 {high:,}。</translation>
    </message>
    <message>
        <source>The {name} is {value}, but it must be at least {low} and at most {high:,}.</source>
        <translation>{name}为 {value}，但必须不小于 {low} 且不超过 {high:,}。</translation>
    </message>
    <message>
        <source>There are no chats in {name} that Parlance can read; it reads Parlance&apos;s own export, ChatGPT&apos;s conversations.json or its zip, LM Studio and Jan.</source>
        <translation>{name} 中没有 Parlance 能读取的对话；可读取 Parlance 自己的导出文件、ChatGPT 的 conversations.json 或其 zip、LM Studio 和 Jan。</translation>
    </message>
    <message>
        <source>There is no model folder at {folder}. Choose a folder that holds a config.json.</source>
        <translation>{folder} 处没有模型文件夹。请选取包含 config.json 的文件夹。</translation>
    </message>
    <message>
        <source>There is nothing to answer. Type a message first.</source>
        <translation>没有可回答的内容。请先输入消息。</translation>
    </message>
    <message>
        <source>This conversation is {number:,} tokens long, but the model is loaded with room for {limit:,}. Shorten the message, remove attachments or start a new chat.</source>
        <translation>此对话长 {number:,} 个词元，但模型载入时只留了 {limit:,} 个的空间。请缩短消息、移除附件或新建对话。</translation>
    </message>
    <message>
        <source>This model has no chat template, so it does not know turns: it is a base model, or its chat_template.jinja is missing. Choose the “it” or “instruct” version.</source>
        <translation>此模型没有对话模板，因此不懂轮流对话：它是基础模型，或缺少 chat_template.jinja。请选取“it”或“instruct”版本。</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>Thought for {seconds:.0f} s</source>
        <translation>思考了 {seconds:.0f} 秒</translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation>未命名对话</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Your chats cannot be kept in {folder}, because {why}; they stay in memory until you quit.</source>
        <translation>无法将对话保存在 {folder}，因为{why}；退出前它们会留在内存中。</translation>
    </message>
    <message>
        <source>Your chats could not be opened because of an internal error; see the log. New ones stay in memory.</source>
        <translation>由于内部错误，无法打开你的对话；请查看日志。新对话会留在内存中。</translation>
    </message>
    <message>
        <source>Your chats in {folder} can be neither written nor read; check the disk and its permissions. New ones stay in memory until you quit.</source>
        <translation>{folder} 中的对话既无法写入也无法读取；请检查磁盘及其权限。新对话在退出前会留在内存中。</translation>
    </message>
    <message>
        <source>Your chats in {folder} can be read but not written, because {why}. You can go on, but nothing new is kept after you quit.</source>
        <translation>{folder} 中的对话可以读取但无法写入，因为{why}。你可以继续使用，但退出后新内容不会保留。</translation>
    </message>
    <message>
        <source>Your chats were last used by a newer Parlance, so this one left them alone; install the newer one again. What you write now stays in memory until you quit.</source>
        <translation>你的对话上次由较新版本的 Parlance 使用，因此此版本没有改动它们；请重新安装较新的版本。现在写下的内容在退出前会留在内存中。</translation>
    </message>
    <message>
        <source>a message comes before the one it follows</source>
        <translation>一条消息排在它所接续的消息之前</translation>
    </message>
    <message>
        <source>an attachment is neither a picture nor a sound</source>
        <translation>有附件既不是图片也不是声音</translation>
    </message>
    <message>
        <source>another program is using their file</source>
        <translation>另一个程序正在使用其文件</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>failed: {error}</source>
        <translation>失败：{error}</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>max tokens</source>
        <translation>最大词元数</translation>
    </message>
    <message>
        <source>min-p</source>
        <translation>min-p</translation>
    </message>
    <message>
        <source>nobody said a message</source>
        <translation>有消息没有发言者</translation>
    </message>
    <message>
        <source>repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>the archive is damaged</source>
        <translation>压缩包已损坏</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>磁盘报告了错误</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>路径无效</translation>
    </message>
    <message>
        <source>their file says: {error}</source>
        <translation>其文件报告：{error}</translation>
    </message>
    <message>
        <source>their folder cannot be written</source>
        <translation>其文件夹无法写入</translation>
    </message>
    <message>
        <source>top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>two messages have the same key</source>
        <translation>两条消息具有相同的键</translation>
    </message>
    <message>
        <source>{model} has no config.json, so it is not a model folder. Choose the folder that holds config.json beside the .safetensors files.</source>
        <translation>{model} 没有 config.json，因此不是模型文件夹。请选取同时包含 config.json 和 .safetensors 文件的文件夹。</translation>
    </message>
    <message>
        <source>{model} has no tokenizer.json, so text cannot be turned into tokens. Download the model again.</source>
        <translation>{model} 没有 tokenizer.json，因此无法将文字转换为词元。请重新下载该模型。</translation>
    </message>
    <message>
        <source>{model} has the architecture “{kind}”, which Parlance cannot run yet. Choose a Gemma 4, Qwen3 or another model that mlx-lm supports.</source>
        <translation>{model} 采用“{kind}”架构，Parlance 尚不能运行。请选取 Gemma 4、Qwen3 或其他受 mlx-lm 支持的模型。</translation>
    </message>
    <message>
        <source>{model} holds GGUF files, which Parlance cannot run. Choose the MLX or safetensors version of this model.</source>
        <translation>{model} 包含 GGUF 文件，Parlance 无法运行。请选取该模型的 MLX 或 safetensors 版本。</translation>
    </message>
    <message>
        <source>{model} holds PyTorch files, which Parlance does not open. Choose the MLX or safetensors version of this model.</source>
        <translation>{model} 包含 PyTorch 文件，Parlance 不会打开。请选取该模型的 MLX 或 safetensors 版本。</translation>
    </message>
    <message>
        <source>{model} needs about {total} ({weights} weights + {kv_cache} for {context:,} tokens of context + {working} to work in), but this machine can give {recommended}. {remedy}</source>
        <translation>{model} 需要约 {total}（权重 {weights} + {context:,} 个词元的上下文 {kv_cache} + 工作空间 {working}），但这台电脑只能提供 {recommended}。{remedy}</translation>
    </message>
    <message>
        <source>{name} ({width}×{height}) cannot be brought to a size that this model accepts; crop it to a more ordinary shape.</source>
        <translation>{name}（{width}×{height}）无法缩放到此模型接受的尺寸；请将其裁剪为更常见的形状。</translation>
    </message>
    <message>
        <source>{name} cannot be found at {path}; it may have been moved, so attach it again.</source>
        <translation>在 {path} 找不到 {name}；它可能已被移动，请重新附上。</translation>
    </message>
    <message>
        <source>{name} cannot be put together: its config.json and its weights do not belong to each other ({error}). Download the model again.</source>
        <translation>无法组装 {name}：其 config.json 与权重不匹配（{error}）。请重新下载该模型。</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); choose another file.</source>
        <translation>无法读取 {name}（{reason}）；请选取其他文件。</translation>
    </message>
    <message>
        <source>{name} cannot be used: this model takes no pictures. Remove it, or choose a model that does.</source>
        <translation>无法使用 {name}：此模型不支持图片。请将其移除，或选取支持的模型。</translation>
    </message>
    <message>
        <source>{name} cannot be used: this model takes no sounds. Remove it, or choose a model that does.</source>
        <translation>无法使用 {name}：此模型不支持声音。请将其移除，或选取支持的模型。</translation>
    </message>
    <message>
        <source>{name} could not be imported, because {why}.</source>
        <translation>无法导入 {name}，因为{why}。</translation>
    </message>
    <message>
        <source>{name} has more pixels than can be opened safely (the limit is {limit} million); make a smaller copy.</source>
        <translation>{name} 的像素过多，无法安全打开（上限为 {limit} 百万）；请制作较小的副本。</translation>
    </message>
    <message>
        <source>{name} has neither a file nor content; attach it again.</source>
        <translation>{name} 既没有文件也没有内容；请重新附上。</translation>
    </message>
    <message>
        <source>{name} has no pixels; choose another picture.</source>
        <translation>{name} 没有像素；请选取其他图片。</translation>
    </message>
    <message>
        <source>{name} has too many pixels ({width}×{height}, the limit is {limit} million); make a smaller copy.</source>
        <translation>{name} 的像素过多（{width}×{height}，上限为 {limit} 百万）；请制作较小的副本。</translation>
    </message>
    <message>
        <source>{name} has {number} frames; the model sees only the first.</source>
        <translation>{name} 有 {number} 帧；模型只能看到第一帧。</translation>
    </message>
    <message>
        <source>{name} has {number} pages; the model sees only the first.</source>
        <translation>{name} 有 {number} 页；模型只能看到第一页。</translation>
    </message>
    <message>
        <source>{name} in {folder} cannot be read: it is damaged or not JSON. Download the model again.</source>
        <translation>无法读取 {folder} 中的 {name}：它已损坏或不是 JSON。请重新下载该模型。</translation>
    </message>
    <message>
        <source>{name} in {folder} is not a JSON object. Download the model again.</source>
        <translation>{folder} 中的 {name} 不是 JSON 对象。请重新下载该模型。</translation>
    </message>
    <message>
        <source>{name} is a text file, not a picture; choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.</source>
        <translation>{name} 是文本文件，不是图片；请选取 PNG、JPEG、WebP、GIF、TIFF、BMP 或 HEIC 文件。</translation>
    </message>
    <message>
        <source>{name} is a text file, not a sound; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation>{name} 是文本文件，不是声音；请选取 WAV、FLAC、MP3 或 OGG 文件。</translation>
    </message>
    <message>
        <source>{name} is damaged (it holds values that are not numbers); export it again.</source>
        <translation>{name} 已损坏（含有非数字的值）；请重新导出。</translation>
    </message>
    <message>
        <source>{name} is damaged or cut short; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation>{name} 已损坏或不完整；请选取 WAV、FLAC、MP3 或 OGG 文件。</translation>
    </message>
    <message>
        <source>{name} is damaged or cut short; save or download it again.</source>
        <translation>{name} 已损坏或不完整；请重新存储或下载。</translation>
    </message>
    <message>
        <source>{name} is damaged or of an unknown kind, so it was left out.</source>
        <translation>{name} 已损坏或类型未知，因此被略过。</translation>
    </message>
    <message>
        <source>{name} is empty (0 bytes); save it again or choose another file.</source>
        <translation>{name} 为空（0 字节）；请重新存储或选取其他文件。</translation>
    </message>
    <message>
        <source>{name} is empty or cut short (0 s of sound); choose or record another.</source>
        <translation>{name} 为空或不完整（声音为 0 秒）；请选取其他文件或重新录音。</translation>
    </message>
    <message>
        <source>{name} is in a format (AAC or M4A) that Parlance cannot decode on this system; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation>{name} 的格式（AAC 或 M4A）在此系统上无法由 Parlance 解码；请选取 WAV、FLAC、MP3 或 OGG 文件。</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>{name} is not a chat that Parlance can read; it reads Parlance&apos;s own export, ChatGPT&apos;s conversations.json or its zip, LM Studio and Jan.</source>
        <translation>{name} 不是 Parlance 能读取的对话；可读取 Parlance 自己的导出文件、ChatGPT 的 conversations.json 或其 zip、LM Studio 和 Jan。</translation>
    </message>
    <message>
        <source>{name} is not a file; choose a file instead.</source>
        <translation>{name} 不是文件；请改为选取文件。</translation>
    </message>
    <message>
        <source>{name} is not a picture that Parlance can read, or it is damaged; choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.</source>
        <translation>{name} 不是 Parlance 能读取的图片，或已损坏；请选取 PNG、JPEG、WebP、GIF、TIFF、BMP 或 HEIC 文件。</translation>
    </message>
    <message>
        <source>{name} is not a sound that Parlance can read; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation>{name} 不是 Parlance 能读取的声音；请选取 WAV、FLAC、MP3 或 OGG 文件。</translation>
    </message>
    <message>
        <source>{name} is too large ({size} MB, the limit is {limit} MB); make a smaller copy.</source>
        <translation>{name} 过大（{size} MB，上限为 {limit} MB）；请制作较小的副本。</translation>
    </message>
    <message>
        <source>{name} is too long and thin for this model ({width}×{height} pixels, one side may be at most {most_stretched} times the other); crop it to a more ordinary shape.</source>
        <translation>{name} 对此模型来说过于细长（{width}×{height} 像素，一边最多为另一边的 {most_stretched} 倍）；请将其裁剪为更常见的形状。</translation>
    </message>
    <message>
        <source>{name} is too short to be heard ({seconds:.3g} s); use one of at least 0.1 s.</source>
        <translation>{name} 太短，听不到（{seconds:.3g} 秒）；请使用至少 0.1 秒的声音。</translation>
    </message>
    <message>
        <source>{name} is very long and thin and was squeezed to {width}×{height}.</source>
        <translation>{name} 非常细长，已压缩为 {width}×{height}。</translation>
    </message>
    <message>
        <source>{name} is {total:.1f} s long; the model hears only the first {used:.1f} s.</source>
        <translation>{name} 长 {total:.1f} 秒；模型只能听到前 {used:.1f} 秒。</translation>
    </message>
    <message>
        <source>{name} is {width}×{height} pixels, but this model takes only sides that are multiples of {multiple}; resize it first.</source>
        <translation>{name} 为 {width}×{height} 像素，但此模型只接受边长为 {multiple} 的倍数的图片；请先调整大小。</translation>
    </message>
    <message>
        <source>{name} may not be read by this user; change its permissions or choose a copy.</source>
        <translation>当前用户无权读取 {name}；请更改其权限或选取副本。</translation>
    </message>
    <message>
        <source>{name} was exported by a newer Parlance; import it there.</source>
        <translation>{name} 由较新版本的 Parlance 导出；请在该版本中导入。</translation>
    </message>
    <message>
        <source>{path} belongs to another program, so it was left alone; move it away, and Parlance will keep your chats there. Until then they stay in memory.</source>
        <translation>{path} 属于另一个程序，因此没有改动；将其移走后，Parlance 会把对话保存在那里。在此之前它们会留在内存中。</translation>
    </message>
    <message>
        <source>All {number} files have the right checksum.</source>
        <translation>全部 {number} 个文件的校验和均正确。</translation>
    </message>
    <message>
        <source>Reading this conversation of {length} tokens takes about {need} more memory, but only {room} can be had now. Close other apps, start a new chat, or choose a smaller model.</source>
        <translation>读取这段长 {length} 个词元的对话还需要约 {need} 内存，但目前只有 {room} 可用。请关闭其他 App、新建对话，或选取更小的模型。</translation>
    </message>
    <message>
        <source>That is no access token: it holds characters that no token has.</source>
        <translation>这不是访问令牌：其中含有令牌不会有的字符。</translation>
    </message>
    <message>
        <source>The answer was stopped because the machine is out of memory; what was written is kept. Close other apps, start a new chat, or choose a smaller model.</source>
        <translation>由于电脑内存不足，回答已停止；已写出的内容会保留。请关闭其他 App、新建对话，或选取更小的模型。</translation>
    </message>
    <message>
        <source>The answer was stopped because the model has reached the {limit} that this machine can give it; what was written is kept. Close other apps, start a new chat, or choose a smaller model.</source>
        <translation>由于模型已达到这台电脑能提供的 {limit} 上限，回答已停止；已写出的内容会保留。请关闭其他 App、新建对话，或选取更小的模型。</translation>
    </message>
    <message>
        <source>The disk is full, so {path} of {repo} could not be written further; what has come is kept. Make room and go on, or remove the download.</source>
        <translation>磁盘已满，因此无法继续写入 {repo} 的 {path}；已下载的部分会保留。请腾出空间后继续，或移除该下载。</translation>
    </message>
    <message>
        <source>The disk is nearly full, so the download of {repo} was stopped; what has come is kept. Make room and go on, or remove the download.</source>
        <translation>磁盘即将用完，因此 {repo} 的下载已停止；已下载的部分会保留。请腾出空间后继续，或移除该下载。</translation>
    </message>
    <message>
        <source>The download&apos;s file was cut short by another program.</source>
        <translation>下载的文件被另一个程序截断。</translation>
    </message>
    <message>
        <source>The hub gives no checksum for {path} of {repo}, so it could not be verified; nothing of it was kept. Choose another source of this model.</source>
        <translation>模型库没有提供 {repo} 的 {path} 的校验和，因此无法验证；没有保留任何内容。请选取此模型的其他来源。</translation>
    </message>
    <message>
        <source>The hub gives no size for {path} of {repo}; try again later.</source>
        <translation>模型库没有提供 {repo} 的 {path} 的大小；请稍后再试。</translation>
    </message>
    <message>
        <source>The hub no longer accepts your access token for {what}; add a new one, or none if the model is open to everybody.</source>
        <translation>模型库不再接受你用于 {what} 的访问令牌；请添加新的令牌，如果该模型对所有人开放则无需令牌。</translation>
    </message>
    <message>
        <source>The hub&apos;s answer about {repo} could not be understood; try again later.</source>
        <translation>无法识别模型库关于 {repo} 的答复；请稍后再试。</translation>
    </message>
    <message>
        <source>The keychain did not take the access token; unlock it and try again.</source>
        <translation>钥匙串未接受访问令牌；请将其解锁后重试。</translation>
    </message>
    <message>
        <source>The starter came with Parlance and cannot be removed.</source>
        <translation>入门模型随 Parlance 提供，无法移除。</translation>
    </message>
    <message>
        <source>There is no model named {what} on the hub, or it is private; check the name, or add an access token.</source>
        <translation>模型库中没有名为 {what} 的模型，或该模型为私有；请检查名称，或添加访问令牌。</translation>
    </message>
    <message>
        <source>There is no model named {what} on the hub, or it is private; check the name.</source>
        <translation>模型库中没有名为 {what} 的模型，或该模型为私有；请检查名称。</translation>
    </message>
    <message>
        <source>This system has no keychain that Parlance can use, so the access token cannot be kept; set it in the environment variable HF_TOKEN instead.</source>
        <translation>此系统没有 Parlance 可用的钥匙串，因此无法保存访问令牌；请改为在环境变量 HF_TOKEN 中设置。</translation>
    </message>
    <message>
        <source>[{name} is missing]</source>
        <translation>[缺少 {name}]</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>it is gone</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>it sent something that is not JSON</source>
        <translation>它发来的内容不是 JSON</translation>
    </message>
    <message>
        <source>safetensors weights</source>
        <translation>safetensors 权重</translation>
    </message>
    <message>
        <source>the address has run out</source>
        <translation>地址已过期</translation>
    </message>
    <message>
        <source>the connection has gone silent</source>
        <translation>连接没有响应</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>the hub answered with error {status}</source>
        <translation>模型库返回错误 {status}</translation>
    </message>
    <message>
        <source>the hub asks to wait</source>
        <translation>模型库要求等待</translation>
    </message>
    <message>
        <source>the hub cannot be reached</source>
        <translation>无法连接到模型库</translation>
    </message>
    <message>
        <source>the hub leads round in circles</source>
        <translation>模型库的重定向陷入循环</translation>
    </message>
    <message>
        <source>the hub&apos;s storage answered with error {status_code}</source>
        <translation>模型库的存储返回错误 {status_code}</translation>
    </message>
    <message>
        <source>the search</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>{name} cannot be played; choose another file.</source>
        <translation>无法播放 {name}；请选取其他文件。</translation>
    </message>
    <message>
        <source>{path} of {repo} arrived with a wrong checksum, so it was thrown away; fetch it again, from another network or mirror if it happens twice.</source>
        <translation>{repo} 的 {path} 校验和错误，因此已丢弃；请重新获取，如果再次发生，请换用其他网络或镜像。</translation>
    </message>
    <message>
        <source>{path} of {repo} came cut short; try again later.</source>
        <translation>{repo} 的 {path} 不完整；请稍后再试。</translation>
    </message>
    <message>
        <source>{path} of {repo} has another length than the hub says; start again, or use another mirror.</source>
        <translation>{repo} 的 {path} 长度与模型库所述不符；请重新开始，或使用其他镜像。</translation>
    </message>
    <message>
        <source>{path} of {repo} is longer than the hub says; start again, or use another mirror.</source>
        <translation>{repo} 的 {path} 比模型库所述更长；请重新开始，或使用其他镜像。</translation>
    </message>
    <message>
        <source>{path} of {repo} is not a safetensors file; choose another source of this model.</source>
        <translation>{repo} 的 {path} 不是 safetensors 文件；请选取此模型的其他来源。</translation>
    </message>
    <message>
        <source>{path} of {repo} is {size:.0f} MB long, which no settings are; choose another source of this model.</source>
        <translation>{repo} 的 {path} 长达 {size:.0f} MB，设置文件不会如此之大；请选取此模型的其他来源。</translation>
    </message>
    <message>
        <source>{repo} could not be run here: {what}. Choose another version of it.</source>
        <translation>{repo} 无法在此运行：{what}。请选取它的其他版本。</translation>
    </message>
    <message>
        <source>{repo} has no {missing}, so it is nothing that Parlance can run; look for a version of the model in MLX&apos;s format.</source>
        <translation>{repo} 没有 {missing}，因此 Parlance 无法运行；请寻找该模型的 MLX 格式版本。</translation>
    </message>
    <message>
        <source>{repo} holds a file named {name}, which would be written outside of the model&apos;s folder; nothing of it was kept. Choose another source of this model.</source>
        <translation>{repo} 包含名为 {name} 的文件，它会被写到模型文件夹之外；没有保留任何内容。请选取此模型的其他来源。</translation>
    </message>
    <message>
        <source>{repo} is being downloaded already, by another window or program; wait for it, or stop it there.</source>
        <translation>{repo} 已在由另一个窗口或程序下载；请等待，或在那里停止。</translation>
    </message>
    <message>
        <source>{what} could not be fetched, because {why}; what has come so far is kept. Check the network and go on later.</source>
        <translation>无法获取{what}，因为{why}；已下载的部分会保留。请检查网络，稍后继续。</translation>
    </message>
    <message>
        <source>{what} has changed on the hub while it was fetched; start again.</source>
        <translation>{what} 在获取期间已在模型库中更改；请重新开始。</translation>
    </message>
    <message>
        <source>The hub could not be asked, because {why}; check the network and try again.</source>
        <translation>无法询问模型库，因为{why}；请检查网络后重试。</translation>
    </message>
    <message>
        <source>{name} is not downloaded whole; go on with it, or remove it.</source>
        <translation>{name} 尚未下载完整；请继续下载或将其移除。</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message>
        <source>1 module</source>
        <translation>1 个模块</translation>
    </message>
    <message>
        <source>1 tensor</source>
        <translation>1 个张量</translation>
    </message>
    <message>
        <source>1 tensor is in two files, such as {first} in {files}</source>
        <translation>1 个张量同时在两个文件中，例如 {first} 在 {files} 中</translation>
    </message>
    <message>
        <source>1 tensor is missing: {names}</source>
        <translation>缺少 1 个张量：{names}</translation>
    </message>
    <message>
        <source>Choose a version of this model that was quantised with MLX.</source>
        <translation>请选取使用 MLX 量化的版本。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>请选取其他模型。</translation>
    </message>
    <message>
        <source>Delete the files that belong to another download.</source>
        <translation>请删除属于其他下载的文件。</translation>
    </message>
    <message>
        <source>Download the file again.</source>
        <translation>请重新下载该文件。</translation>
    </message>
    <message>
        <source>Download the model again.</source>
        <translation>请重新下载该模型。</translation>
    </message>
    <message>
        <source>Download the model, or choose another folder.</source>
        <translation>请下载该模型，或选取其他文件夹。</translation>
    </message>
    <message>
        <source>Fetch the file itself with “git lfs pull”, or download it again.</source>
        <translation>请使用“git lfs pull”获取文件本身，或重新下载。</translation>
    </message>
    <message>
        <source>Finish the download.</source>
        <translation>请完成下载。</translation>
    </message>
    <message>
        <source>Get the original mxfp4 model, which Parlance runs as it is, or an affine 4-bit one.</source>
        <translation>请获取原始的 mxfp4 模型（Parlance 可直接运行），或仿射 4 位模型。</translation>
    </message>
    <message>
        <source>Its config.json belongs to another model; download both again.</source>
        <translation>其 config.json 属于另一个模型；请将两者都重新下载。</translation>
    </message>
    <message>
        <source>Rename the files, in the index too.</source>
        <translation>请重新命名这些文件，索引中也要修改。</translation>
    </message>
    <message>
        <source>Use the config.json that came with these weights, or download the model again.</source>
        <translation>请使用随这些权重提供的 config.json，或重新下载该模型。</translation>
    </message>
    <message>
        <source>Use the config.json that came with these weights.</source>
        <translation>请使用随这些权重提供的 config.json。</translation>
    </message>
    <message>
        <source>a single number</source>
        <translation>单个数值</translation>
    </message>
    <message>
        <source>config.json asks for the quantisation mode {modes}, which MLX does not know (it knows {known})</source>
        <translation>config.json 要求量化模式 {modes}，而 MLX 不认识它（已知的有 {known}）</translation>
    </message>
    <message>
        <source>config.json contradicts itself: {clause}</source>
        <translation>config.json 自相矛盾：{clause}</translation>
    </message>
    <message>
        <source>config.json describes another model: {wrong:,} of {common:,} tensors have other shapes, such as {first}, which is {shape}</source>
        <translation>config.json 描述的是另一个模型：{common:,} 个张量中有 {wrong:,} 个形状不同，例如 {first} 为 {shape}</translation>
    </message>
    <message>
        <source>config.json describes {count} but the weights hold {there} ({prefix})</source>
        <translation>config.json 描述了 {count}，但权重中有 {there}（{prefix}）</translation>
    </message>
    <message>
        <source>its config.json and its weights do not belong to each other ({reason})</source>
        <translation>其 config.json 与权重不匹配（{reason}）</translation>
    </message>
    <message>
        <source>its {kind} layer</source>
        <translation>其 {kind} 层</translation>
    </message>
    <message>
        <source>layer_types is not a list of names</source>
        <translation>layer_types 不是名称列表</translation>
    </message>
    <message>
        <source>num_hidden_layers is {layers}, but layer_types names only {number}</source>
        <translation>num_hidden_layers 为 {layers}，但 layer_types 只列出 {number} 个</translation>
    </message>
    <message>
        <source>rows of {values:,} values ({label}), but config.json asks for {wanted:,}</source>
        <translation>每行 {values:,} 个值（{label}），但 config.json 要求 {wanted:,} 个</translation>
    </message>
    <message>
        <source>subsampling_conv_channels is not a list</source>
        <translation>subsampling_conv_channels 不是列表</translation>
    </message>
    <message>
        <source>the code of the architecture “{kind}” cannot be run here</source>
        <translation>“{kind}”架构的代码无法在此运行</translation>
    </message>
    <message>
        <source>the code of the architecture “{kind}” cannot be run here ({reason})</source>
        <translation>“{kind}”架构的代码无法在此运行（{reason}）</translation>
    </message>
    <message>
        <source>the download is incomplete: {names} are missing</source>
        <translation>下载不完整：缺少 {names}</translation>
    </message>
    <message>
        <source>the download is incomplete: {names} is missing</source>
        <translation>下载不完整：缺少 {names}</translation>
    </message>
    <message>
        <source>the header of {name} contradicts itself: {tensor} has {nbytes:,} bytes for {size:,} values of {dtype}</source>
        <translation>{name} 的头部自相矛盾：{tensor} 用 {nbytes:,} 字节存放 {size:,} 个 {dtype} 值</translation>
    </message>
    <message>
        <source>the scales of {count} are exponent bytes that a converter stored as numbers (119 where 2^-8 is meant): {names}</source>
        <translation>{count}的缩放值是被转换工具存为数字的指数字节（写作 119，本意为 2^-8）：{names}</translation>
    </message>
    <message>
        <source>there are no weights: no .safetensors file is in the folder</source>
        <translation>没有权重：文件夹中没有 .safetensors 文件</translation>
    </message>
    <message>
        <source>there are no weights: only the description of this model was downloaded</source>
        <translation>没有权重：只下载了此模型的描述文件</translation>
    </message>
    <message>
        <source>{count} are packed, but config.json calls that “{method}”, which MLX does not know: {names}</source>
        <translation>{count}已压缩打包，但 config.json 称之为“{method}”，MLX 不认识它：{names}</translation>
    </message>
    <message>
        <source>{count} are packed, but config.json says nothing of quantisation: {names}</source>
        <translation>{count}已压缩打包，但 config.json 没有提到量化：{names}</translation>
    </message>
    <message>
        <source>{count} cannot be used as stored: {first} is {kind}</source>
        <translation>{count}无法按其存储形式使用：{first} 为 {kind}</translation>
    </message>
    <message>
        <source>{count} of the wrong shape: {first} is {shape}</source>
        <translation>{count}形状错误：{first} 为 {shape}</translation>
    </message>
    <message>
        <source>{count} packed otherwise than config.json says: {first} is {found}</source>
        <translation>{count}的打包方式与 config.json 不符：{first} 为 {found}</translation>
    </message>
    <message>
        <source>{count} that its architecture does not know: {names}</source>
        <translation>{count}不属于其架构：{names}</translation>
    </message>
    <message>
        <source>{count} with scales or biases that fit no bits and group size: {first} is {found}</source>
        <translation>{count}的缩放值或偏置与任何位数和分组大小都不相符：{first} 为 {found}</translation>
    </message>
    <message>
        <source>{found}, but config.json says {said}</source>
        <translation>{found}，但 config.json 写的是 {said}</translation>
    </message>
    <message>
        <source>{got}, but {asker} asks for {expected}</source>
        <translation>{got}，但 {asker} 要求 {expected}</translation>
    </message>
    <message>
        <source>{got}, not {expected}</source>
        <translation>{got}，而不是 {expected}</translation>
    </message>
    <message>
        <source>{heads} attention heads cannot share {kv_heads} key and value heads</source>
        <translation>{heads} 个注意力头无法共享 {kv_heads} 个键值头</translation>
    </message>
    <message>
        <source>{names} and {number} more</source>
        <translation>{names} 等另外 {number} 个</translation>
    </message>
    <message>
        <source>{names} will not be read, because weights are looked for in files named model….safetensors</source>
        <translation>不会读取 {names}，因为只在名为 model….safetensors 的文件中查找权重</translation>
    </message>
    <message>
        <source>{name} cannot be loaded: {what} (and {others} more, which ./parlance doctor names). {remedy}</source>
        <translation>无法载入 {name}：{what}（另有 {others} 个问题，可用 ./parlance doctor 查看）。{remedy}</translation>
    </message>
    <message>
        <source>{name} cannot be loaded: {what}. {remedy}</source>
        <translation>无法载入 {name}：{what}。{remedy}</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}</source>
        <translation>无法读取 {name}：{reason}</translation>
    </message>
    <message>
        <source>{name} has a damaged header</source>
        <translation>{name} 的头部已损坏</translation>
    </message>
    <message>
        <source>{name} has no readable weight_map</source>
        <translation>{name} 没有可读取的 weight_map</translation>
    </message>
    <message>
        <source>{name} is a Git LFS pointer and not the weights</source>
        <translation>{name} 是 Git LFS 指针，而不是权重</translation>
    </message>
    <message>
        <source>{name} is cut short: {length:,} of {end:,} bytes are there</source>
        <translation>{name} 不完整：{end:,} 字节中只有 {length:,} 字节</translation>
    </message>
    <message>
        <source>{name} is not a complete safetensors file</source>
        <translation>{name} 不是完整的 safetensors 文件</translation>
    </message>
    <message>
        <source>{name} is {value!r} and not a whole number</source>
        <translation>{name} 为 {value!r}，不是整数</translation>
    </message>
    <message>
        <source>{name} is {value!r} and not an object</source>
        <translation>{name} 为 {value!r}，不是对象</translation>
    </message>
    <message>
        <source>{name} is {value:,}, but there are only {count}</source>
        <translation>{name} 为 {value:,}，但只有 {count}</translation>
    </message>
    <message>
        <source>{number:,} layers</source>
        <translation>{number:,} 层</translation>
    </message>
    <message>
        <source>{number:,} modules</source>
        <translation>{number:,} 个模块</translation>
    </message>
    <message>
        <source>{number:,} tensors</source>
        <translation>{number:,} 个张量</translation>
    </message>
    <message>
        <source>{number:,} tensors are in two files, such as {first} in {files}</source>
        <translation>{number:,} 个张量同时在两个文件中，例如 {first} 在 {files} 中</translation>
    </message>
    <message>
        <source>{number:,} tensors are missing: {names}</source>
        <translation>缺少 {number:,} 个张量：{names}</translation>
    </message>
    <message>
        <source>{shape} beside packed weights of {weights} for rows of {values:,} values</source>
        <translation>{shape}，而每行 {values:,} 个值的打包权重为 {weights}</translation>
    </message>
    <message>
        <source>{shape} beside {right} of {other}</source>
        <translation>{shape}，而 {right} 为 {other}</translation>
    </message>
    <message>
        <source>The list of suggested models is missing; install Parlance again.</source>
        <translation>缺少推荐模型列表；请重新安装 Parlance。</translation>
    </message>
    <message>
        <source>The list of suggested models was changed by someone; install Parlance again.</source>
        <translation>推荐模型列表已被改动；请重新安装 Parlance。</translation>
    </message>
    <message>
        <source>{repo} does not fit this machine: it needs {needed} of {given}. Choose a smaller or more strongly quantised version.</source>
        <translation>{repo} 不适合这台电脑：需要 {needed}，而可用的只有 {given}。请选取更小或量化程度更高的版本。</translation>
    </message>
    <message>
        <source>{model} needs {need} of memory, and only {free} can be had now, so the starter answers. Close other apps, then choose it again.</source>
        <translation>{model} 需要 {need} 内存，而目前只有 {free} 可用，因此由入门模型回答。请关闭其他 App，然后重新选取。</translation>
    </message>
    <message>
        <source>The hub does not let the owner of your access token have {what}; look at {page} for the reason.</source>
        <translation>模型库不允许你的访问令牌的所有者获取 {what}；原因请查看 {page}。</translation>
    </message>
    <message>
        <source>The hub does not let you have {what}; an access token may be needed, see {page}.</source>
        <translation>模型库不允许你获取 {what}；可能需要访问令牌，请查看 {page}。</translation>
    </message>
    <message>
        <source>The hub refuses to give {what} (error {status}); look at {page} for the reason.</source>
        <translation>模型库拒绝提供 {what}（错误 {status}）；原因请查看 {page}。</translation>
    </message>
    <message>
        <source>The starter came with Parlance and cannot be moved.</source>
        <translation>入门模型随 Parlance 提供，不能移动。</translation>
    </message>
    <message>
        <source>This system does not trust the certificate of {host} ({why}); check the clock and the network, or add the certificate that your company gave you.</source>
        <translation>此系统不信任 {host} 的证书（{why}）；请检查时钟和网络，或添加你的公司提供的证书。</translation>
    </message>
    <message>
        <source>something else than the hub has answered</source>
        <translation>应答的不是模型库</translation>
    </message>
    <message>
        <source>the hub leads nowhere</source>
        <translation>模型库的重定向地址无效</translation>
    </message>
    <message>
        <source>the hub leads to where others could listen</source>
        <translation>模型库重定向到了可被他人窃听的地址</translation>
    </message>
    <message>
        <source>the proxy does not let it through</source>
        <translation>代理不予放行</translation>
    </message>
    <message>
        <source>{file} is damaged, so the model was not moved; check its files and fetch the damaged ones again first.</source>
        <translation>{file} 已损坏，因此未移动该模型；请先检查其文件，并重新下载损坏的文件。</translation>
    </message>
    <message>
        <source>{file} was not written to the new disk as it is here, so the model was not moved; that disk may be damaged.</source>
        <translation>{file} 写入新磁盘后与原文件不一致，因此未移动该模型；该磁盘可能已损坏。</translation>
    </message>
    <message>
        <source>{folder} was not downloaded from the hub by Parlance or another tool of its kind, so nobody knows where its files are from; get the model again.</source>
        <translation>{folder} 不是由 Parlance 或同类工具从模型库下载的，无从得知其文件的来源；请重新下载该模型。</translation>
    </message>
    <message>
        <source>{name} cannot be moved to {target}, because something of that name is there; choose another folder.</source>
        <translation>无法将 {name} 移到 {target}，因为那里已有同名项目；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} could not be moved to {folder}, because {reason}; it is where it was.</source>
        <translation>无法将 {name} 移到 {folder}，原因：{reason}；它仍在原处。</translation>
    </message>
    <message>
        <source>{name} is being downloaded; it can be moved when that has ended.</source>
        <translation>{name} 正在下载；下载结束后才能移动。</translation>
    </message>
    <message>
        <source>{name} is in its new place, but the original in {folder} could not be removed, because {reason}.</source>
        <translation>{name} 已在新位置，但无法移除 {folder} 中的原件，原因：{reason}。</translation>
    </message>
    <message>
        <source>{name} is in {folder} already.</source>
        <translation>{name} 已在 {folder} 中。</translation>
    </message>
    <message>
        <source>{name} is not downloaded whole; go on with it before it is moved.</source>
        <translation>{name} 尚未下载完整；请先继续下载，再移动。</translation>
    </message>
    <message>
        <source>{number} of {total} files are not what they should be: {bad}. Fetch them again, or remove them.</source>
        <translation>{total} 个文件中有 {number} 个与应有内容不符：{bad}。请重新下载或移除它们。</translation>
    </message>
    <message>
        <source>{path} of {repo} is another one than the hub says; start again, or use another mirror.</source>
        <translation>{repo} 的 {path} 与模型库所述不是同一个文件；请重新开始，或使用其他镜像。</translation>
    </message>
    <message>
        <source>{what} is gated: its owner wants you to accept the terms first, at {page}; do so with the account of your access token.</source>
        <translation>{what} 受限：其所有者要求你先在 {page} 接受条款；请使用访问令牌所属的账户进行。</translation>
    </message>
    <message>
        <source>{what} is gated: its owner wants you to accept the terms first, at {page}; do so, then add an access token of your account.</source>
        <translation>{what} 受限：其所有者要求你先在 {page} 接受条款；请接受后添加你账户的访问令牌。</translation>
    </message>
    <message>
        <source>{what} no longer has what is asked for; look at {page}.</source>
        <translation>{what} 已不再包含所需内容；请查看 {page}。</translation>
    </message>
    <message>
        <source>The list of releases tells of nothing that could be a version of Parlance.</source>
        <translation>发布列表中没有可以识别的 Parlance 版本。</translation>
    </message>
    <message>
        <source>Whether there is a newer Parlance could not be found out; check the network, or try again later.</source>
        <translation>无法得知是否有新版 Parlance；请检查网络，或稍后再试。</translation>
    </message>
    <message>
        <source>{name} is not there any more.</source>
        <translation>{name} 已不在那里。</translation>
    </message>
    <message>
        <source>The keychain did not take the password; unlock it and try again.</source>
        <translation>钥匙串未能保存密码；请解锁后重试。</translation>
    </message>
    <message>
        <source>Gemma’s layers share their context, so it is kept in 16 bits.</source>
        <translation>Gemma 的各层共享上下文，因此以 16 位保存。</translation>
    </message>
    <message>
        <source>It fits with its context in 8 bits, which Settings &gt; Models can choose.</source>
        <translation>上下文以 8 位保存时可以容纳，可在“设置”&gt;“模型”中选择。</translation>
    </message>
    <message>
        <source>The heads of this model’s attention have no size that 8 bits suit.</source>
        <translation>此模型注意力头的大小不适合 8 位保存。</translation>
    </message>
    <message>
        <source>This model’s context is compressed in a way of its own already.</source>
        <translation>此模型的上下文已以自己的方式压缩。</translation>
    </message>
    <message>
        <source>{repo} is no name of a model on the hub; names look like owner/model.</source>
        <translation>{repo} 不是模型库中的模型名称；名称的形式为“所有者/模型”。</translation>
    </message>
    <message>
        <source>That list is no newer than the one that came with Parlance.</source>
        <translation>该列表并不比 Parlance 自带的更新。</translation>
    </message>
    <message>
        <source>Another model is being moved; {name} can be moved when that has ended.</source>
        <translation>另一个模型正在移动；结束后才能移动 {name}。</translation>
    </message>
    <message>
        <source>Fetch the damaged files again, in the models window or with “./parlance models verify --refetch”, then load the model again.</source>
        <translation>请在模型窗口中或用“./parlance models verify --refetch”重新下载损坏的文件，然后再次载入此模型。</translation>
    </message>
    <message>
        <source>pictures are off, text works; {fault}</source>
        <translation>图片功能已关闭，文字仍可用；{fault}</translation>
    </message>
    <message>
        <source>sounds are off, text works; {fault}</source>
        <translation>声音功能已关闭，文字仍可用；{fault}</translation>
    </message>
    <message>
        <source>{name} cannot be used. {why}</source>
        <translation>无法使用 {name}。{why}</translation>
    </message>
    <message>
        <source>{name} could not be moved, because nothing can be written in {folder}: {reason}.</source>
        <translation>无法移动 {name}，因为无法写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>{what}. {remedy}</source>
        <translation>{what}。{remedy}</translation>
    </message>
    <message>
        <source>The proxy in the settings could not be used; it should look like http://name:8080 or socks5://name:1080.</source>
        <translation>无法使用设置中的代理；其格式应类似 http://name:8080 或 socks5://name:1080。</translation>
    </message>
    <message>
        <source>The proxy that {name} in the environment or the system names could not be used; it should look like http://name:8080 or socks5://name:1080. One in Settings, Models is used in its place.</source>
        <translation>无法使用环境变量 {name} 或系统指定的代理；其格式应类似 http://name:8080 或 socks5://name:1080。可在“设置”的“模型”中另行填写代理。</translation>
    </message>
    <message>
        <source>the proxy cannot be reached</source>
        <translation>无法连接代理</translation>
    </message>
    <message>
        <source>The disk of {folder} is full, so {repo} could not be written further; what has come is kept. Make room and go on, or remove the download.</source>
        <translation>{folder} 所在的磁盘已满，因此无法继续写入 {repo}；已下载的部分会保留。请腾出空间后继续，或移除该下载。</translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}, and what you see is the backup of {day}, with what could still be read of what was written since.</source>
        <translation>保存对话的文件已损坏。它已另存为 {name}，你看到的是 {day} 的备份，以及此后写入且仍可读出的内容。</translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}; there is no backup, and what you see is what could still be read of it.</source>
        <translation>保存对话的文件已损坏。它已另存为 {name}；没有备份，你看到的是其中仍可读出的内容。</translation>
    </message>
    <message>
        <source>The file with your chats was gone; what you see is the backup of {day}.</source>
        <translation>保存对话的文件不见了；你看到的是 {day} 的备份。</translation>
    </message>
    <message>
        <source>{name} is seen at {width}×{height}, because a larger picture would leave too little of the context.</source>
        <translation>{name} 以 {width}×{height} 像素读入，因为更大的图片会让剩余的上下文太少。</translation>
    </message>
    <message>
        <source>{name} is seen at {width}×{height}, because there is too little free memory for a larger picture.</source>
        <translation>{name} 以 {width}×{height} 像素读入，因为可用内存不足以处理更大的图片。</translation>
    </message>
    <message>
        <source>{name} needs {need}, but the disk of {folder} has {free} to give; make room, or choose another disk.</source>
        <translation>{name} 需要 {need}，但 {folder} 所在的磁盘只能提供 {free}；请腾出空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>{repo} cannot be downloaded to {folder}, because {link} is a link to {place}, which is not there; connect that disk, or remove the link.</source>
        <translation>无法将 {repo} 下载到 {folder}，因为 {link} 是指向 {place} 的链接，而后者不存在；请连接该磁盘，或删除此链接。</translation>
    </message>
    <message>
        <source>{repo} cannot be downloaded to {folder}, because {reason}; make that right, or download to another folder.</source>
        <translation>无法将 {repo} 下载到 {folder}，原因：{reason}；请解决此问题，或下载到其他文件夹。</translation>
    </message>
    <message>
        <source>{repo} holds a file whose name is longer than disks can take ({name}…); nothing of it was kept. Choose another source of this model.</source>
        <translation>{repo} 中有文件的名称超出磁盘允许的长度（{name}…）；未保留任何内容。请选择该模型的其他来源。</translation>
    </message>
    <message>
        <source>{repo} needs {need} more on the disk, which has {free} to give; make room, or choose a smaller version.</source>
        <translation>{repo} 还需要 {need} 磁盘空间，而磁盘只能提供 {free}；请腾出空间，或选择较小的版本。</translation>
    </message>
    <message>
        <source>{name} is being downloaded; stop that first.</source>
        <translation>{name} 正在下载；请先停止下载。</translation>
    </message>
    <message>
        <source>That is no list of models, or one for a newer Parlance; choose another one.</source>
        <translation>这不是模型列表，或者它适用于较新版本的 Parlance；请选取其他列表。</translation>
    </message>
    <message>
        <source>That is not the list with this checksum; it was changed on its way. Get it again.</source>
        <translation>该列表与校验和不符；它在传输途中被更改。请重新获取。</translation>
    </message>
    <message>
        <source>The damaged files of {name} could not be removed, because {reason}; make that right and try again.</source>
        <translation>无法移除 {name} 的损坏文件，因为{reason}；请解决此问题后重试。</translation>
    </message>
    <message>
        <source>The files in {folder} came without checksums, so there is nothing to compare them with; ./parlance doctor --deep examines the model.</source>
        <translation>{folder} 中的文件没有附带校验和，因此没有可比较的依据；可用 ./parlance doctor --deep 检查该模型。</translation>
    </message>
    <message>
        <source>There is no model named {name}: it is neither a folder nor a repository in the Hugging Face cache ({cache}). “./parlance models list” names those that are here.</source>
        <translation>没有名为 {name} 的模型：它既不是文件夹，也不是 Hugging Face 缓存（{cache}）中的仓库。可用“./parlance models list”列出这里已有的模型。</translation>
    </message>
    <message>
        <source>This model&apos;s tower uses the activation “{name}”, which Parlance does not know; choose another model.</source>
        <translation>此模型的编码塔使用激活函数“{name}”，Parlance 不认识它；请选取其他模型。</translation>
    </message>
    <message>
        <source>What has been downloaded cannot be read again, because {reason}; check the disk, then start the download again.</source>
        <translation>无法再次读取已下载的内容，因为{reason}；请检查磁盘，然后重新开始下载。</translation>
    </message>
    <message>
        <source>{name} could not be read, so its chats were left out; export it again.</source>
        <translation>无法读取 {name}，因此其中的对话被略过；请重新导出。</translation>
    </message>
    <message>
        <source>{name} could not be removed, because {reason}; make that right and try again.</source>
        <translation>无法移除 {name}，因为{reason}；请解决此问题后重试。</translation>
    </message>
    <message>
        <source>{name} is no file of this model, so it was left alone; check the model&apos;s files again.</source>
        <translation>{name} 不是该模型的文件，因此未作改动；请重新检查该模型的文件。</translation>
    </message>
    <message>
        <source>{path} of {repo} could not be written, because {reason}; what has come is kept. Make that right and go on, or remove the download.</source>
        <translation>无法写入 {repo} 的 {path}，因为{reason}；已下载的部分会保留。请解决此问题后继续，或移除该下载。</translation>
    </message>
    <message>
        <source>“{endpoint}” is no address of a hub or mirror; it should begin with https://.</source>
        <translation>“{endpoint}”不是模型库或镜像的地址；它应以 https:// 开头。</translation>
    </message>
    <message>
        <source>“{name}” is absent</source>
        <translation>缺少“{name}”</translation>
    </message>
    <message>
        <source>The weights of {name} cannot be read to their end ({error}). Look whether its disk is still there, or download the model again.</source>
        <translation>无法读完 {name} 的权重（{error}）。请检查其所在磁盘是否仍连接，或重新下载此模型。</translation>
    </message>
    <message>
        <source>a message has no key</source>
        <translation>有一条消息没有键</translation>
    </message>
    <message>
        <source>Another program is using the file with your chats; they appear when it ends.</source>
        <translation>另一个程序正在使用保存对话的文件；它结束后对话就会出现。</translation>
    </message>
    <message>
        <source>That could not be done with your chats, because {why}; what was there stays as it was. Try again.</source>
        <translation>无法对你的对话执行此操作，因为{why}；原有内容保持不变。请重试。</translation>
    </message>
</context>
<context>
    <name>SettingsDesk</name>
    <message>
        <source>This system has no keychain that Parlance can use: the password of the proxy is known until Parlance ends, and is in no file.</source>
        <translation>此系统没有 Parlance 可用的钥匙串：代理密码仅在 Parlance 退出前有效，不会写入任何文件。</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Generation</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置页面</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Archive</source>
        <comment>the place</comment>
        <translation>归档</translation>
    </message>
    <message>
        <source>Back to chats</source>
        <translation>返回对话</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Chats that you archive leave the list, and are still found by search.</source>
        <translation>归档的对话会离开列表，但仍可搜索到。</translation>
    </message>
    <message>
        <source>Chats that you delete stay here until you empty it.</source>
        <translation>删除的对话会留在这里，直到你清空废纸篓。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln chat(s) for good? This cannot be undone.</source>
        <translation>
            <numerusform>要永久删除 %Ln 个对话吗？此操作无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty Trash…</source>
        <translation>清倒废纸篓…</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>The archive is empty</source>
        <translation>归档为空</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>废纸篓为空</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>废纸篓</translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation>取消归档</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message numerus="yes">
        <source>%Ln result(s)</source>
        <translation>
            <numerusform>%Ln 个结果</numerusform>
        </translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>New Folder {number}</source>
        <translation>新建文件夹 {number}</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>No chat says “{query}”.</source>
        <translation>没有对话包含“{query}”。</translation>
    </message>
    <message>
        <source>No chats yet</source>
        <translation>还没有对话</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到任何内容</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>边栏</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>废纸篓</translation>
    </message>
    <message>
        <source>What you ask will be kept here.</source>
        <translation>你的提问会保存在这里。</translation>
    </message>
</context>
<context>
    <name>SoundCard</name>
    <message>
        <source>Pause {name}</source>
        <translation>暂停 {name}</translation>
    </message>
    <message>
        <source>Play {name}</source>
        <translation>播放 {name}</translation>
    </message>
    <message>
        <source>Position in {name}</source>
        <translation>{name} 的播放位置</translation>
    </message>
    <message>
        <source>Sound, {name}, {detail}</source>
        <translation>声音，{name}，{detail}</translation>
    </message>
    <message>
        <source>{heard} of {total}</source>
        <translation>{heard}/{total}</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Answering…</source>
        <translation>正在回答…</translation>
    </message>
    <message>
        <source>Context used</source>
        <translation>已用上下文</translation>
    </message>
    <message>
        <source>How much of the model&apos;s context this chat fills</source>
        <translation>此对话占用了模型多少上下文</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>{used} of {limit} tokens</source>
        <translation>{used}/{limit} 词元</translation>
    </message>
    <message>
        <source>{activity} · {percent} % downloaded</source>
        <translation>{activity} · 已下载 {percent}%</translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Table, {columns} columns, {rows} rows</source>
        <translation>表格，{columns} 列，{rows} 行</translation>
    </message>
</context>
<context>
    <name>Temporary</name>
    <message>
        <source>The temporary chat was discarded.</source>
        <translation>临时对话已丢弃。</translation>
    </message>
    <message>
        <source>This chat is kept as soon as the answer is there.</source>
        <translation>回答完成后即会保留此对话。</translation>
    </message>
</context>
<context>
    <name>TemporaryMark</name>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep this chat</source>
        <translation>保留此对话</translation>
    </message>
    <message>
        <source>Temporary</source>
        <translation>临时</translation>
    </message>
    <message>
        <source>This chat is not kept: nothing of it stays on disk</source>
        <translation>此对话不会保留：其中任何内容都不会留在磁盘上</translation>
    </message>
</context>
<context>
    <name>ThinkingView</name>
    <message>
        <source>Show the model&apos;s thinking</source>
        <translation>显示模型的思考过程</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>思考过程</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Jump to Latest</source>
        <translation>跳到最新</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Recording.wav</source>
        <translation>录音.wav</translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message numerus="yes">
        <source>%Ln chats were archived.</source>
        <translation>
            <numerusform>已归档 %Ln 个对话。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were moved to the trash.</source>
        <translation>
            <numerusform>已将 %Ln 个对话移到废纸篓。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the archive.</source>
        <translation>
            <numerusform>已将 %Ln 个对话移出归档。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the trash.</source>
        <translation>
            <numerusform>已将 %Ln 个对话移出废纸篓。</numerusform>
        </translation>
    </message>
    <message>
        <source>The folder “{name}” was removed; its chats are still here.</source>
        <translation>已移除文件夹“{name}”；其中的对话仍在这里。</translation>
    </message>
    <message>
        <source>“{name}” was archived.</source>
        <translation>已归档“{name}”。</translation>
    </message>
    <message>
        <source>“{name}” was moved to the trash.</source>
        <translation>已将“{name}”移到废纸篓。</translation>
    </message>
    <message>
        <source>“{name}” was taken out of the archive.</source>
        <translation>已将“{name}”移出归档。</translation>
    </message>
    <message>
        <source>“{name}” was taken out of the trash.</source>
        <translation>已将“{name}”移出废纸篓。</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{sentence} Undo?</source>
        <translation>{sentence}要撤销吗？</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Open Its Page</source>
        <translation>打开页面</translation>
    </message>
    <message>
        <source>Parlance {newest} is out; this is {version}.</source>
        <translation>Parlance {newest} 已发布；当前版本是 {version}。</translation>
    </message>
    <message>
        <source>Parlance {version} is the newest there is.</source>
        <translation>Parlance {version} 已是最新版本。</translation>
    </message>
    <message>
        <source>This Parlance does not know of a page with its releases, so it cannot tell whether there is a newer one.</source>
        <translation>这个 Parlance 不知道发布页面在哪里，因此无法判断是否有新版本。</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>Damaged or missing: {files}.</source>
        <translation>损坏或缺失：{files}。</translation>
    </message>
    <message>
        <source>Every file had the right checksum when it was checked.</source>
        <translation>上次检查时每个文件的校验和都正确。</translation>
    </message>
    <message>
        <source>It read {reading} and wrote {writing} when it was tested.</source>
        <translation>测试时读取 {reading}，生成 {writing}。</translation>
    </message>
    <message>
        <source>It takes {need} of the {given} that this machine can give, so that it is slowed down whenever other apps need memory. Close some, or choose a shorter context.</source>
        <translation>它占用本机可提供的 {given} 中的 {need}，其他应用需要内存时就会变慢。请关闭一些应用，或选择较短的上下文。</translation>
    </message>
    <message>
        <source>It takes {need} of the {given} that this machine can give.</source>
        <translation>它占用本机可提供的 {given} 中的 {need}。</translation>
    </message>
    <message>
        <source>It was not tested yet: use it, then choose Test It.</source>
        <translation>尚未测试：先使用它，再选择“测试”。</translation>
    </message>
    <message>
        <source>Its weights are not quantised: {size} are read for every token. A 4-bit version writes about three times as fast.</source>
        <translation>其权重未经量化：每生成一个词元都要读取 {size}。4 位版本的生成速度约为三倍。</translation>
    </message>
    <message>
        <source>Settings, template and weights belong together.</source>
        <translation>设置、模板与权重相互匹配。</translation>
    </message>
    <message>
        <source>To “{prompt}” it said “{answer}”, which is right.</source>
        <translation>对“{prompt}”的回答是“{answer}”，正确。</translation>
    </message>
    <message>
        <source>To “{prompt}” it said “{answer}”, which is wrong.</source>
        <translation>对“{prompt}”的回答是“{answer}”，错误。</translation>
    </message>
    <message>
        <source>It was not tested yet: ./parlance models test does that.</source>
        <translation>尚未测试：可运行 ./parlance models test。</translation>
    </message>
</context>
<context>
    <name>WindowMenu</name>
    <message>
        <source>&amp;Window</source>
        <translation>窗口(&amp;W)</translation>
    </message>
    <message>
        <source>Bring All to Front</source>
        <translation>前置全部窗口</translation>
    </message>
    <message>
        <source>Minimise</source>
        <translation>最小化</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>Another Parlance is open and does not answer, so this one opened beside it; chats may be changed by both.</source>
        <translation>另一个 Parlance 已打开但没有响应，因此又打开了这一个；两者都可能更改对话。</translation>
    </message>
    <message>
        <source>What you wrote last could not be saved yet. Make that possible, or quit again to leave without it.</source>
        <translation>你最后写的内容还未能保存。请先让它可以保存，或再次退出以放弃这些内容。</translation>
    </message>
</context>
</TS>
