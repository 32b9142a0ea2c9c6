from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "treasury"

    def ready(self) -> None:
        """What was deposited counts towards people's deposit limits."""
        from accounts import protection
        from treasury.usage import deposited_micro

        protection.register(deposited_micro)
