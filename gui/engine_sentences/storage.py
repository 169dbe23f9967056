"""What the engine says about what is kept: the journal, exported files, and API keys."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    # the journal
    QT_TRANSLATE_NOOP("Engine", "nothing can be kept now: {error}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{who} is using {home}; close it first, or set GRIDWELL_HOME to another folder for this one",
    ),
    QT_TRANSLATE_NOOP("Engine", "another Gridwell"),
    QT_TRANSLATE_NOOP("Engine", "another Gridwell (process {number})"),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} cannot be used: {advice}"),
    QT_TRANSLATE_NOOP("Engine", "the disk is full; free some space"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{said}; check that the folder exists and that you may write there, or set GRIDWELL_HOME to "
        "another folder",
    ),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} refused a record that does not fit it: {said}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the disk that holds the journal {path} is full; free some space and try again",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the journal {path} is damaged ({said}); close Gridwell and open it again: it is set aside then",
    ),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} is damaged ({said}); it was left as it is"),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} failed: {said}; check the disk and try again"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the disk that holds the journal {path} is too slow: {number} changes wait to be kept; the grids go on "
        "once they are",
    ),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} holds a record that cannot be read: {said}"),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} is closed"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "this Python comes with SQLite {version}, the journal needs 3.37 or newer; use a newer Python",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The journal {path} {unfit}. It was renamed to {name}, and a new journal was begun.",
    ),
    QT_TRANSLATE_NOOP("Engine", "the journal {path} cannot be begun anew: it {unfit}"),
    QT_TRANSLATE_NOOP("Engine", "is damaged ({said})"),
    QT_TRANSLATE_NOOP("Engine", "is damaged (the file is empty or missing, its -wal file is not)"),
    QT_TRANSLATE_NOOP("Engine", "is damaged (the file is not a database)"),
    QT_TRANSLATE_NOOP("Engine", "is a database of another program"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "was written by a newer Gridwell (version {version} of the journal, this one knows {newest})",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} is a database of another program; it was left as it is"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the journal {path} was written by a newer Gridwell (version {version} of the journal, this one "
        "knows {newest}); use that Gridwell to read it",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "there is no journal in {folder}, so no grid was kept there; set GRIDWELL_HOME to the folder "
        "that Gridwell used",
    ),
    # files that are written for the user
    QT_TRANSLATE_NOOP("Engine", "{path} is there already; choose another place, or move it away first"),
    QT_TRANSLATE_NOOP("Engine", "{path} is a folder; choose another place"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} could not be written: {said}; check the folder, its free space and your permissions, or "
        "choose another place",
    ),
    QT_TRANSLATE_NOOP("Engine", "the format {name} is not known; choose one or both of csv, json"),
    # API keys and where they are kept
    QT_TRANSLATE_NOOP("Engine", "the API key is empty: paste the key as the exchange shows it"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the API key has {number} characters, legal is up to {most}: paste only the key",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the API key holds white space or an invisible character at place {number}: paste only the key",
    ),
    QT_TRANSLATE_NOOP("Engine", "Keys are kept in this computer's {store}, one for each environment."),
    QT_TRANSLATE_NOOP("Engine", "macOS Keychain"),
    QT_TRANSLATE_NOOP("Engine", "Windows Credential Manager"),
    QT_TRANSLATE_NOOP("Engine", "Secret Service (GNOME Keyring, KeePassXC or the like)"),
    QT_TRANSLATE_NOOP("Engine", "KDE Wallet"),
    QT_TRANSLATE_NOOP("Engine", "The key is kept in memory and forgotten when the program ends."),
    QT_TRANSLATE_NOOP("Engine", "A key can still be used for this session, in memory only."),
    QT_TRANSLATE_NOOP("Engine", "{error} A key can still be used for this session, in memory only."),
    QT_TRANSLATE_NOOP("Engine", "reading the key"),
    QT_TRANSLATE_NOOP("Engine", "saving the key"),
    QT_TRANSLATE_NOOP("Engine", "deleting the key"),
    QT_TRANSLATE_NOOP("Engine", "looking for a key store"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The key store did not answer within {seconds} s while {doing}: it may be showing a prompt.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The only key store found ({name}) is not one of the operating system's, and could leave keys "
        "readable by anyone, so it is not used.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "This computer offers no key store (on Linux: no Secret Service such as GNOME Keyring or KDE "
        "Wallet runs in this session).",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The key store is locked and was not unlocked ({doing}): unlock it and try again.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The key store cannot be reached ({doing}): {said}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The configured key store cannot be loaded: {said}. Check PYTHON_KEYRING_BACKEND.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The key store failed while {doing}: {said}."),
)
