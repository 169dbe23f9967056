"""What a user can do next when a key is missing or not accepted, in plain words."""

from engine.grvt.environment import EnvironmentName

KEY_VARIABLE = "GRVT_API_KEY"

_WEB_UI = {
    EnvironmentName.PROD: "https://exchange.grvt.io",
    EnvironmentName.TESTNET: "https://exchange.testnet.grvt.io",
}


def where_to_make_a_key(name: EnvironmentName) -> str:
    """Where an API key of this environment comes from (protocol reference, section 1.1)."""
    if name is EnvironmentName.DEMO:
        return "the demo exchange has its own key"
    page = _WEB_UI.get(name)
    return f"{page} → API keys" if page else f"the API keys page of the {name.value} exchange"


def where_to_give_a_key(name: EnvironmentName) -> str:
    """Which dialog, command or variable takes a key."""
    command = f"gridwellctl key set --env {name.value}"
    return f"the API key dialog of the window, `{command}`, or {KEY_VARIABLE} for one run"


def after_rejection(name: EnvironmentName) -> str:
    """What to do when the exchange rejected the key."""
    if name is EnvironmentName.DEMO:
        return f"The demo exchange has its own key: unset {KEY_VARIABLE} or give the key it was started with."
    return (
        f"Make a new key at {where_to_make_a_key(name)} (keys of other environments do not work here), "
        f"then give it to {where_to_give_a_key(name)}."
    )


def without_key(name: EnvironmentName) -> str:
    """What to do when there is no key, and what works without one."""
    return (
        f"Prices and paper grids work without a key. To sign in, make one at {where_to_make_a_key(name)} and "
        f"give it to {where_to_give_a_key(name)}."
    )


ABOUT_LOCATION = "The exchange does not serve this country or network; a new key will not change that."
ABOUT_WHITELIST = (
    "Add this computer's IP address to the key's whitelist on the API keys page, or make a key without one."
)
ABOUT_BLOCK = "A bot check or country block in front of the exchange answers so as well."
