<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About Parlance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing you write, show or say leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talks with models that run on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AccessibleList</name>
    <message>
        <source>Answer, {place} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your message, {place} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdvancedSettings</name>
    <message>
        <source>Chats and presets stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never what is said in a chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset All Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set everything in this window back as it was at first?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is logged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>Code.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>The answer failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before the first word</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Answering</name>
    <message>
        <source>{names} can no longer be found where Parlance kept it, so the model is told only what was written with it; attach it again if it matters.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AppearanceSettings</name>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each block has a button of its own for the other way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show thinking unfolded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines of code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Your message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CarryDialogs</name>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats (*.json *.zip *.jsonl);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON, to import again (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown, with its files beside (*.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF, to read and to print (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF, with what the model thought (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>That chat is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to send yet: write something or attach a file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatActions</name>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in New Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove Folder, Keep Its Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatEdits</name>
    <message>
        <source>Only the last answer can be gone on with; ask the model to go on instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That message was not kept, because no answer came; send it again from below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message and what followed it were deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for the answer or stop it, then change what was said.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatMenus</name>
    <message>
        <source>&amp;Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide Sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search All Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Sidebar</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatSettingsForm</name>
    <message>
        <source>Above 1, words that were just used become less likely; 1 is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey values are what the model itself recommends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Higher is more varied; 0 always takes the likeliest word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model’s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest words that make up this share are drawn from; 1 is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this many of the likeliest words are drawn from; 0 is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same number gives the same answer to the same question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the context is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model is told before the first question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words less likely than this share of the likeliest are left out; 0 is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatSettingsPanel</name>
    <message>
        <source>Chat Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close chat settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For this chat alone, from the next answer on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use for New Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chats now start with the settings of this one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatsWindow</name>
    <message>
        <source>Hide sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Picture, {name}, {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound, {name}, {detail}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Attachments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code, {language}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not wrap lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Attach a picture or a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send after this answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Days</name>
    <message>
        <source>MMM yyyy</source>
        <comment>day</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMMM</source>
        <comment>month</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>month</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous 7 Days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>day</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dddd, d MMMM yyyy</source>
        <comment>day</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} {clock}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) will go with your next message.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s) will go with your next message.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Drop target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to attach</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to insert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a picture or a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parlance takes pictures and sounds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture will go with your next message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text will be put into your message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot hear sounds: choose another model before you send.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot see pictures: choose another model before you send.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pictures} and {sounds} will go with your next message.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Ask {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model above to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does anything leave this machine?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a picture anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a picture or a sound anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a sound anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads text and listens to sounds. Everything stays on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads text and looks at pictures. Everything stays on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads text, looks at pictures and listens to sounds. Everything stays on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads text. Everything stays on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put this into the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can you do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do you hear in this sound?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in this picture?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%Ln chat(s) came in.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more could not be read.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>That chat is no longer there, so nothing was exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat was exported to {target}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s), reused</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Answer: {tokens} at {speed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut off at the token limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut off: the model&apos;s context is full. Start a new chat to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First token after {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory {size} in use · peak {peak} · cache {cache}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peak memory: {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefill: {speed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt: {tokens}, {cached} of them reused from the prompt cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought for {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peak {peak} · cache {cache}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cached} of {total} cached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {sent} pixels, {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {source} shown as {sent} pixels, {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {used} of {total} s, {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {used} s, {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} KB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} TB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s to first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilesWindow</name>
    <message>
        <source>Attach pictures or sounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and sounds ({patterns})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Formulas</name>
    <message>
        <source>it could not be drawn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GeneralSettings</name>
    <message>
        <source>Ctrl+Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds when Parlance is opened next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen windows at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return starts a new line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say answers while they are written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen readers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send messages with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentence by sentence; without it, answers are only read on demand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift-Return starts a new line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the chats that they showed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GenerationSettings</name>
    <message>
        <source>New chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chats start with these. Each chat then keeps its own, which its settings show; nothing that is changed here changes a chat that is there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat settings: not those of new chats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>Search results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LazyStore</name>
    <message>
        <source>Your chats are saved again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New Chat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MathBlock</name>
    <message>
        <source>Formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown as it was written: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MathPane</name>
    <message>
        <source>Formulas: {found}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MathShapes</name>
    <message>
        <source>a part of it would be missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not LaTeX ({kind})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is too deeply nested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its layout failed ({kind})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the font for formulas lacks {letter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is unknown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Parlance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask: {question}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a Models Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Last Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in This Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import Chats…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to Latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit Parlance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record a Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Thinking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop Answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can you do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which keyboard shortcuts are there?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageActions</name>
    <message>
        <source>Actions for this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy Selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read Aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select All</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageEdit</name>
    <message>
        <source>Ask anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageEditor</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes what the model is told it said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edited answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edited message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts a new branch here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageFooter</name>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageViews</name>
    <message>
        <source>Being written in another Parlance</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Choose a models folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelSettings</name>
    <message numerus="yes">
        <source>After %n hour(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After %n minute(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its memory is given back, and it is loaded again for the next question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loaded model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look in the models folder no longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More room for long chats takes more memory. Holds when a model is loaded next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None. Only the cache of Hugging Face tools is searched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model used last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model’s, up to {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload the model now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload when idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model was found in {folder} or up to two folders below it; a model is a folder with config.json and .safetensors files.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Write a number from {low} to {high}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NumberRow</name>
    <message>
        <source>Reset {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, slider</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pager</name>
    <message>
        <source>Earlier version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {number} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pdf</name>
    <message>
        <source>(failed: {reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(interrupted)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(stopped)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>({name} is missing)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export was given up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought for {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>No loudspeaker or headphones were found, so nothing can be played; connect some and press Play again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing sounds needs the PortAudio library, which is not installed (on Debian or Ubuntu: apt install libportaudio2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loudspeaker or the headphones stopped taking sound, so playing was paused; press Play to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound is no longer in Parlance&apos;s folder, so it cannot be played.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PresetRow</name>
    <message>
        <source>Changed from preset “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the preset “{name}”? Chats that use its values keep them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete “{name}”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From preset “{name}”, which has been deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From preset “{name}”, which has changed since. Choose it again to copy its present values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From preset “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the new preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New name of the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename “{name}”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as New Preset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update “{name}” with These Values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>The file of your presets is damaged or from a newer Parlance; it was kept as {name}, and only what could be read of it is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This preset is not saved, because the file of your presets cannot be read; it holds until Parlance is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your presets could not be saved in {folder}, because {reason}; they hold until Parlance is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your presets in {file} cannot be read, because {reason}; until they can, none can be saved.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrivacySettings</name>
    <message numerus="yes">
        <source>After %n day(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>All chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats, attachments and settings are files on this machine, and Parlance sends none of them anywhere. There is no account and no telemetry, and what an answer links to is never loaded by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete All Chats…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty the trash by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other chats are kept until you delete them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the folder of the chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those in folders, in the archive and in the trash among them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln chat(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln chat(s) with all their attachments? This cannot be undone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Listening to the sounds… {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening to the sound…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking and listening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking and listening… {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the pictures… {done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProseView</name>
    <message>
        <source>Answer text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Picture, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueuedBar</name>
    <message>
        <source>It is sent when the answer is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages that wait to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueuedCard</name>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting message {number} of {of}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Queues</name>
    <message>
        <source>A message that was not sent yet waits in “{chat}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent yet: Parlance ended before its turn came.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent, because the answer before it failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent, because the answer was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent, because the model&apos;s context is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The waiting message was removed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Recording needs the PortAudio library, which is not installed (on Debian or Ubuntu: apt install libportaudio2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microphone was found, so nothing was recorded; connect one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microphone was found, so nothing was recorded; connect one. If there is one, allow Parlance to use it in System Settings &gt; Privacy &amp; Security &gt; Microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only silence came from the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only silence came from the microphone. Allow Parlance to use it in System Settings &gt; Privacy &amp; Security &gt; Microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone stopped sending sound; what it sent before is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The recording ended at %n second(s), the most a model hears at once.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The recording was too short to hear anything; hold on a little.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordingBar</name>
    <message>
        <source>Attach recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowModel</name>
    <message numerus="yes">
        <source>%n chat(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The last answer was interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowPainter</name>
    <message>
        <source>Chat title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Senses</name>
    <message>
        <source>This chat holds a picture and a sound, and {model} cannot see pictures or hear sounds; choose a model that can, or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat holds a picture, and {model} cannot see pictures; choose a model that can, or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat holds a sound, and {model} cannot hear sounds; choose a model that can, or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This chat holds text, and {model} cannot read text; choose a model that can, or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot hear sounds; choose a model that can in the model picker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot read text; choose a model that can in the model picker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not attached, because {model} cannot see pictures; choose a model that can in the model picker.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>No model is loaded, so nothing can answer; choose one in the model picker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted picture.png</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard&apos;s picture could not be read; save it and drop the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model named {name}: it is neither a folder nor a repository in the Hugging Face cache ({cache}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your settings could not be saved in {folder}, because {reason}; everything else goes on, and the old settings stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>permission is denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be read; the log holds the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a file; give the folder that holds the model instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a folder; drop the pictures or sounds inside it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is neither a picture nor a sound, so it was not attached; Parlance takes files like PNG, JPEG, HEIC, WAV, FLAC, MP3 and OGG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat {number} of {name} is damaged ({error}), so it was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other apps, or choose a smaller or more strongly quantised model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation {number} of {name} could not be understood, so it was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with a context of {context:,} tokens, close other apps, or choose a smaller or more strongly quantised model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New messages are only in memory, because {why}; they are saved as soon as that changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Parlance; the log holds the details. Your conversation is kept: try again, or load the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That chat is no longer there, so it was not duplicated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That chat is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That message is no longer there; its chat was deleted meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chats could not be exported to {target}, because {reason}; choose another place or free some space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chats say: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config.json of {model} does not say what kind of model it is (no model_type). Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with your chats was damaged while Parlance was using it: copy what matters, then quit and open Parlance again, and it will go back to the last backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}, and what you see is the backup of {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with your chats was damaged. It was kept as {name}, there is no backup, and you start with an empty list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message is empty. Type something, or attach a picture or a sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model put out invalid numbers (NaN or infinity) for {name}, first in {place}. Its weights are probably damaged: download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model put out invalid numbers (NaN or infinity), first in {place}, so its answer was stopped. Its weights are probably damaged: download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s chat template and tokenizer do not put the attachments where they belong. Download the model&apos;s tokenizer and template files again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s chat template refuses this conversation: {error}. Start a new chat, or remove the system prompt if there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s files do not say how pictures are prepared; the family&apos;s defaults are used ({values}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s files do not say how sounds are prepared; the family&apos;s defaults are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pasted picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor_config.json of {name} allows pictures of {max_soft_tokens} soft tokens, but the model has positions for {rows}. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor_config.json of {name} cuts pictures into squares of {side_multiple} pixels where its config.json asks for {side}. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of {model} cannot be read. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {name} is {value}, but it must be above {low} and at most {high:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {name} is {value}, but it must be at least {low} and at most {high:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no chats in {name} that Parlance can read; it reads Parlance&apos;s own export, ChatGPT&apos;s conversations.json or its zip, LM Studio and Jan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model folder at {folder}. Choose a folder that holds a config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to answer. Type a message first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This conversation is {number:,} tokens long, but the model is loaded with room for {limit:,}. Shorten the message, remove attachments or start a new chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no chat template, so it does not know turns: it is a base model, or its chat_template.jinja is missing. Choose the “it” or “instruct” version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s tower uses the activation {name!r}, which Parlance does not know; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thought for {seconds:.0f} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats cannot be kept in {folder}, because {why}; they stay in memory until you quit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats could not be opened because of an internal error; see the log. New ones stay in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats in {folder} can be neither written nor read; check the disk and its permissions. New ones stay in memory until you quit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats in {folder} can be read but not written, because {why}. You can go on, but nothing new is kept after you quit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats were last used by a newer Parlance, so this one left them alone; install the newer one again. What you write now stays in memory until you quit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a message comes before the one it follows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an attachment is neither a picture nor a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program is using their file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody said a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the archive is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their file says: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their folder cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two messages have the same key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} has no config.json, so it is not a model folder. Choose the folder that holds config.json beside the .safetensors files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} has no tokenizer.json, so text cannot be turned into tokens. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} has the architecture “{kind}”, which Parlance cannot run yet. Choose a Gemma 4, Qwen3 or another model that mlx-lm supports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} holds GGUF files, which Parlance cannot run. Choose the MLX or safetensors version of this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} holds PyTorch files, which Parlance does not open. Choose the MLX or safetensors version of this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} needs about {total} ({weights} weights + {kv_cache} for {context:,} tokens of context + {working} to work in), but this machine can give {recommended}. {remedy}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({width}×{height}) cannot be brought to a size that this model accepts; crop it to a more ordinary shape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be found at {path}; it may have been moved, so attach it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be put together: its config.json and its weights do not belong to each other ({error}). Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be used: this model takes no pictures. Remove it, or choose a model that does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be used: this model takes no sounds. Remove it, or choose a model that does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be imported, because {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be read, so its chats were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has more pixels than can be opened safely (the limit is {limit} million); make a smaller copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has neither a file nor content; attach it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no pixels; choose another picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has too many pixels ({width}×{height}, the limit is {limit} million); make a smaller copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {number} frames; the model sees only the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {number} pages; the model sees only the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {folder} cannot be read: it is damaged or not JSON. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {folder} is not a JSON object. Download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a text file, not a picture; choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a text file, not a sound; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged (it holds values that are not numbers); export it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged or cut short; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged or cut short; save or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged or of an unknown kind, so it was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is empty (0 bytes); save it again or choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is empty or cut short (0 s of sound); choose or record another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is in a format (AAC or M4A) that Parlance cannot decode on this system; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a chat that Parlance can read; it reads Parlance&apos;s own export, ChatGPT&apos;s conversations.json or its zip, LM Studio and Jan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a file; choose a file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a picture that Parlance can read, or it is damaged; choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a sound that Parlance can read; choose a WAV, FLAC, MP3 or OGG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too large ({size} MB, the limit is {limit} MB); make a smaller copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too long and thin for this model ({width}×{height} pixels, one side may be at most {most_stretched} times the other); crop it to a more ordinary shape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too short to be heard ({seconds:.3g} s); use one of at least 0.1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is very long and thin and was squeezed to {width}×{height}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {total:.1f} s long; the model hears only the first {used:.1f} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {width}×{height} pixels, but this model takes only sides that are multiples of {multiple}; resize it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} may not be read by this user; change its permissions or choose a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was exported by a newer Parlance; import it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} belongs to another program, so it was left alone; move it away, and Parlance will keep your chats there. Until then they stay in memory.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Archive</source>
        <comment>the place</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats that you archive leave the list, and are still found by search.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats that you delete stay here until you empty it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln chat(s) for good? This cannot be undone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Empty Trash…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unarchive</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message numerus="yes">
        <source>%Ln result(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New Folder {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chat says “{query}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chats yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you ask will be kept here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SoundCard</name>
    <message>
        <source>Pause {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position in {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound, {name}, {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{heard} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Answering…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the model&apos;s context this chat fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {limit} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThinkingView</name>
    <message>
        <source>Show the model&apos;s thinking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Jump to latest</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Pasted picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording.wav</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message numerus="yes">
        <source>%Ln chats were archived.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were moved to the trash.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the archive.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the trash.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The folder “{name}” was removed; its chats are still here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was archived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was moved to the trash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was taken out of the archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was taken out of the trash.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} Undo?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowMenu</name>
    <message>
        <source>&amp;Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring All to Front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minimise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>Another Parlance is open and does not answer, so this one opened beside it; chats may be changed by both.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
