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
    <name>Bubble</name>
    <message>
        <source>Your message</source>
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
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
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
    <name>Header</name>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show sidebar</source>
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
    <name>Models</name>
    <message>
        <source>in use</source>
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
    <name>QuestionView</name>
    <message>
        <source>Picture, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound, {name}, {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Recording needs the PortAudio library, which is not installed (on Debian or Ubuntu: apt install libportaudio2).</source>
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
</TS>
