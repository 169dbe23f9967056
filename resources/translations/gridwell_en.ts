<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Leaving</name>
    <message numerus="yes">
        <source>%n paper grid(s) still running.</source>
        <translation>
            <numerusform>%n paper grid still running.</numerusform>
            <numerusform>%n paper grids still running.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paper grid(s) running in {environment}.</source>
        <translation>
            <numerusform>%n paper grid running in {environment}.</numerusform>
            <numerusform>%n paper grids running in {environment}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop %n paper grid(s)?</source>
        <translation>
            <numerusform>Stop %n paper grid?</numerusform>
            <numerusform>Stop %n paper grids?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message numerus="yes">
        <source>%n grid(s), total {profit}</source>
        <translation>
            <numerusform>%n grid, total {profit}</numerusform>
            <numerusform>%n grids, total {profit}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WarningLine</name>
    <message numerus="yes">
        <source>▲ %n warning(s): {first}</source>
        <translation>
            <numerusform>▲ %n warning: {first}</numerusform>
            <numerusform>▲ %n warnings: {first}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n fill(s) in {time}: {buys} bought, {sells} sold · {names}</source>
        <translation>
            <numerusform>%n fill in {time}: {buys} bought, {sells} sold · {names}</numerusform>
            <numerusform>%n fills in {time}: {buys} bought, {sells} sold · {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message numerus="yes">
        <source>%n grid(s) resumed where they were. Trades missed meanwhile are fetched first.</source>
        <translation>
            <numerusform>%n grid resumed where it was. Trades missed meanwhile are fetched first.</numerusform>
            <numerusform>%n grids resumed where they were. Trades missed meanwhile are fetched first.</numerusform>
        </translation>
    </message>
</context>
</TS>
