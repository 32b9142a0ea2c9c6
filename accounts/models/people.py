"""People: they sign in with an e-mail address and say how they want to see money, odds and time."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

KELLY_CAP = Decimal("0.50")  # nobody is told to stake more than half of Kelly; the database holds it too


class OddsFormat(models.TextChoices):
    DECIMAL = "decimal", "Decimal (2.50)"
    FRACTIONAL = "fractional", "Fractional (3/2)"
    AMERICAN = "american", "American (+150)"


class Theme(models.TextChoices):
    SYSTEM = "system", "As my device says"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


def default_currency() -> str:
    """The currency of a new person, from the installation's settings."""
    return settings.DEFAULT_USER_CURRENCY


def default_time_zone() -> str:
    """The IANA time zone of a new person, from the installation's settings."""
    return settings.DEFAULT_USER_TIMEZONE


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        """Make a person. Without a password they can sign in by link only. Raises ValueError without e-mail."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "User":
        """Make a person who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail is kept in small letters, so that one address is one person."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("name", max_length=100, blank=True, help_text="How we greet you.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    joined_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    currency = models.CharField(max_length=8, default=default_currency)
    time_zone = models.CharField(max_length=64, default=default_time_zone)
    odds_format = models.CharField(max_length=12, choices=OddsFormat, default=OddsFormat.DECIMAL)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM)
    mask_amounts = models.BooleanField(default=False)
    # What stakes are worked out by (settings/staking/); the most per bet is a limit of the person's own.
    risk_tolerance = models.DecimalField(
        max_digits=3, decimal_places=2, default=Decimal("0.50"), db_default=Decimal("0.50")
    )
    kelly_fraction = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    most_exposure_micro = models.BigIntegerField(null=True, blank=True)
    is_coach = models.BooleanField("coaches others", default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(odds_format__in=OddsFormat.values), name="user_odds_format_known"
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="user_theme_known"),
            models.CheckConstraint(
                condition=Q(risk_tolerance__gte=0, risk_tolerance__lte=1), name="user_risk_tolerance"
            ),
            models.CheckConstraint(
                condition=Q(kelly_fraction=None) | Q(kelly_fraction__gt=0, kelly_fraction__lte=KELLY_CAP),
                name="user_kelly_fraction_capped",
            ),
            models.CheckConstraint(
                condition=Q(most_exposure_micro=None) | Q(most_exposure_micro__gte=0), name="user_exposure"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def part_of_kelly(self) -> Decimal:
        """The fraction of Kelly to stake: their own, else their risk tolerance's part of the cap."""
        return self.risk_tolerance * KELLY_CAP if self.kelly_fraction is None else self.kelly_fraction

    @property
    def greeting(self) -> str:
        """The name to address the person by: their name, else the part of the address before the @."""
        return self.name or self.email.partition("@")[0]


class SigninLink(models.Model):
    """A sign-in link that was given out: the hash of its token, until when it is valid, and when it was used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at:%Y-%m-%d %H:%M}"
