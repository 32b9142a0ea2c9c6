from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"
    api_modules = ("imports.by_hand.api",)

    def ready(self) -> None:
        """What was staked with bookmakers counts towards people's own limits."""
        from accounts import protection
        from imports.by_hand.limits import staked_micro

        protection.register(staked_micro)
