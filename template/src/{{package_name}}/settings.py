"""What a process takes from its environment: secrets and places, never parameters.

Parameters belong in `confs/`; a secret that entered a configuration would be printed and stored
with every model.
"""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Variables that begin with the name of the package, from the environment or from `.env`.

    Declare secrets as `pydantic.SecretStr`, and add each variable to `.env.example`.
    """

    model_config = SettingsConfigDict(
        env_prefix=f"{__package__.upper()}_", env_file=".env", extra="ignore", frozen=True
    )

    run_id: str | None = None
    """Added to every log line; a scheduler sets it to find the jobs of one run."""
