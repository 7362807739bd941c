<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ChatSettingsForm</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) will go with your next message.</source>
        <translation>
            <numerusform>%n picture will go with your next message.</numerusform>
            <numerusform>%n pictures will go with your next message.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s)</source>
        <translation>
            <numerusform>%n sound</numerusform>
            <numerusform>%n sounds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sound(s) will go with your next message.</source>
        <translation>
            <numerusform>%n sound will go with your next message.</numerusform>
            <numerusform>%n sounds will go with your next message.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%Ln chat(s) came in.</source>
        <translation>
            <numerusform>%Ln chat came in.</numerusform>
            <numerusform>%Ln chats came in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more could not be read.</source>
        <translation>
            <numerusform>%Ln more could not be read.</numerusform>
            <numerusform>%Ln more could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s), reused</source>
        <translation>
            <numerusform>%Ln token, reused</numerusform>
            <numerusform>%Ln tokens, reused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message numerus="yes">
        <source>The link&apos;s text was longer than %Ln character(s); its end is left out.</source>
        <translation>
            <numerusform>The link&apos;s text was longer than %Ln character; its end is left out.</numerusform>
            <numerusform>The link&apos;s text was longer than %Ln characters; its end is left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelCare</name>
    <message numerus="yes">
        <source>%n suggested model(s) can no longer be had.</source>
        <translation>
            <numerusform>%n suggested model can no longer be had.</numerusform>
            <numerusform>%n suggested models can no longer be had.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n version(s) of it share files and went together.</source>
        <translation>
            <numerusform>%n version of it share files and went together.</numerusform>
            <numerusform>%n versions of it share files and went together.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelSettings</name>
    <message numerus="yes">
        <source>After %n hour(s)</source>
        <translation>
            <numerusform>After %n hour</numerusform>
            <numerusform>After %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>After %n minute(s)</source>
        <translation>
            <numerusform>After %n minute</numerusform>
            <numerusform>After %n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message numerus="yes">
        <source>%Ln download(s)</source>
        <translation>
            <numerusform>%Ln download</numerusform>
            <numerusform>%Ln downloads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Used %n day(s) ago</source>
        <translation>
            <numerusform>Used %n day ago</numerusform>
            <numerusform>Used %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) damaged or missing: {names}</source>
        <translation>
            <numerusform>%n file damaged or missing: {names}</numerusform>
            <numerusform>%n files damaged or missing: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PrivacySettings</name>
    <message numerus="yes">
        <source>After %n day(s)</source>
        <translation>
            <numerusform>After %n day</numerusform>
            <numerusform>After %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chat(s)</source>
        <translation>
            <numerusform>%Ln chat</numerusform>
            <numerusform>%Ln chats</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln chat(s) with all their attachments? This cannot be undone.</source>
        <translation>
            <numerusform>Delete %Ln chat with all their attachments? This cannot be undone.</numerusform>
            <numerusform>Delete %Ln chats with all their attachments? This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Queues</name>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message numerus="yes">
        <source>The recording ended at %n second(s), the most a model hears at once.</source>
        <translation>
            <numerusform>The recording ended at %n second, the most a model hears at once.</numerusform>
            <numerusform>The recording ended at %n seconds, the most a model hears at once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RowModel</name>
    <message numerus="yes">
        <source>%n chat(s)</source>
        <translation>
            <numerusform>%n chat</numerusform>
            <numerusform>%n chats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message numerus="yes">
        <source>Delete %Ln chat(s) for good? This cannot be undone.</source>
        <translation>
            <numerusform>Delete %Ln chat for good? This cannot be undone.</numerusform>
            <numerusform>Delete %Ln chats for good? This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message numerus="yes">
        <source>%Ln result(s)</source>
        <translation>
            <numerusform>%Ln result</numerusform>
            <numerusform>%Ln results</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message numerus="yes">
        <source>%Ln chats were archived.</source>
        <translation>
            <numerusform>The chat was archived.</numerusform>
            <numerusform>%Ln chats were archived.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were moved to the trash.</source>
        <translation>
            <numerusform>The chat was moved to the trash.</numerusform>
            <numerusform>%Ln chats were moved to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the archive.</source>
        <translation>
            <numerusform>The chat was taken out of the archive.</numerusform>
            <numerusform>%Ln chats were taken out of the archive.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln chats were taken out of the trash.</source>
        <translation>
            <numerusform>The chat was taken out of the trash.</numerusform>
            <numerusform>%Ln chats were taken out of the trash.</numerusform>
        </translation>
    </message>
</context>
</TS>
