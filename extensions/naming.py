"""Filters that derive names, quote answers and say what is wrong with an answer.

Copier runs this file, at an update also the one of the version that rendered the project. So it
stands alone: the standard library and Jinja, no file, no network, no clock.

What a filter ending in `_problem` returns is shown to the user: one sentence that says what is
allowed, or nothing. Copier asks these filters about stored answers too, at every update, so they
may only become more lenient. Lists that grow are consulted for a new project alone (`new`).
"""

import json
import keyword
import re
import sys
import unicodedata

from jinja2 import Environment
from jinja2.ext import Extension

NAME_LIMIT = 32
"""The longest package name with which every rendered line keeps its format."""

DEVICES = frozenset(
    {"aux", "con", "nul", "prn"} | {f"{port}{i}" for port in ("com", "lpt") for i in range(1, 10)}
)
"""What no file can be called on Windows, whatever its suffix."""

TAKEN = frozenset(
    """
    activate activate_this aiohappyeyeballs aiohttp aiohttp_cors aiosignal alembic annotated_doc
    annotated_types anyio ast_serialize asttokens attr attrs blinker cachetools certifi cffi
    cffi_gen_src charset_normalizer check_added_large_files check_ast check_builtin_literals
    check_case_conflict check_docstring_first check_executables_have_shebangs check_json
    check_merge_conflict check_shebang_scripts_are_executable check_symlinks check_toml
    check_vcs_permalinks check_xml check_yaml click client cloudpickle cluster_nodes colorful
    colorlog comm conftest contourpy coverage coverage3 coverage_3 cryptography cycler databricks
    databricks_sdk dateutil deactivate debug_statement_hook debugpy debugpy_adapter declarative
    deepmerge deptry destroyed_symlinks detect_aws_credentials detect_private_key detect_secrets
    detect_secrets_hook distlib dmypy docker docs dotenv double_quote_string_fixer end_of_file_fixer
    examples execnet executing experiments f2py fastapi fastapi_offline fastjsonschema
    file_contents_sorter filelock fix_byte_order_marker flask flask_cors fonttools
    forbid_new_submodules frozenlist fsspec functional ghp_import git gitdb gitpython google
    google_api_core google_auth googleapis_common_protos graphene graphql graphql_core graphql_relay
    griffe griffelib grimp grpc grpcio gunicorn gunicornc h11 httpcore httpx huey huey_consumer
    hybrid hypothesis idna import_linter importlib_metadata importlinter iniconfig ipykernel
    ipykernel_launcher ipython ipython3 ipython_pygments_lexers itsdangerous jedi jinja2 joblib
    jsonschema jsonschema_specifications jupyter jupyter_client jupyter_core jupyter_execute
    jupyter_kernel jupyter_kernelspec jupyter_migrate jupyter_run jupyter_troubleshoot jupyter_trust
    just kiwisolver librt links lint_imports live mako mako_render markdown markdown_it
    markdown_it_py markdown_py markupsafe matplotlib matplotlib_inline mdurl mergedeep
    mixed_line_ending mkdocs mkdocs_autorefs mkdocs_get_deps mkdocstrings mkdocstrings_handlers
    mkdocstrings_python mlflow mlflow_fixtures mlflow_skinny mlflow_tracing mpl_toolkits msgpack
    multidict mypy mypy_extensions mypyc name_tests_test narwhals nbclient nbformat nbstripout
    nest_asyncio2 no_commit_to_branch normalizer numpy numpy_config object_oriented omegaconf
    opencensus opencensus_context opentelemetry opentelemetry_api opentelemetry_exporter_prometheus
    opentelemetry_proto opentelemetry_sdk opentelemetry_semantic_conventions optuna packaging pandas
    pandas_stubs pandera parso pathspec pexpect pil pillow pip pipeline platformdirs pluggy
    pre_commit_hooks pre_commit_hooks_removed prek pretty_format_json prettytable procedural
    prometheus_client prompt_toolkit propcache proto proto_plus protobuf psutil ptyprocess pure_eval
    py py_spy pyarrow pyasn1 pyasn1_modules pycparser pydantic pydantic_core pydantic_settings pydoc
    pyftmerge pyftsubset pygmentize pygments pylab pymdown_extensions pymdownx pyparsing pytest
    pytest_cov pytest_xdist python python3 python_dateutil python_discovery python_dotenv pyyaml
    pyyaml_env_tag pyzmq ray referencing requests requirements requirements_parser
    requirements_txt_fixer rich rpds rpds_py ruamel ruamel_yaml ruff rust_just scikit_learn scipy
    serve setuptools six sklearn skops smart_open smmap sort_simple_yaml sortedcontainers sqlalchemy
    sqlformat sqlparse src stack_data starlette stubgen stubtest tests text threadpoolctl tomli
    tornado towncrier tqdm trailing_whitespace_fixer traitlets ttx tune typeguard types_pyyaml
    typing_extensions typing_inspect typing_inspection tzdata urllib3 uv uvicorn uvx versions
    virtualenv watchdog watchmedo wcwidth werkzeug wheel wrapt xdist yaml yaml_env_tag yarl zensical
    zipp zmq
    """.split()
)
"""What `uv run python -m tools.names` finds: modules, distributions and commands that any piece
installs, and folders and modules of the project. All are written as module names."""

PAGES = "https://copier-ml-package.github.io/copier-ml-package/how-to"

EMAIL = re.compile(r"[\w.%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
URL = re.compile(r"https?://[a-z0-9.-]+(:\d+)?(/[\w.~%+@-]+)+", re.ASCII | re.IGNORECASE)


class Naming(Extension):
    """Gives the filters of this file to `copier.yml` and to the template."""

    def __init__(self, environment: Environment) -> None:
        """Register the filters."""
        super().__init__(environment)
        environment.filters.update(
            {
                "as_package_name": as_package_name,
                "change_problem": change_problem,
                "distribution_name_problem": distribution_name_problem,
                "email_problem": email_problem,
                "markdown": markdown,
                "package_name_problem": package_name_problem,
                "quoted": quoted,
                "text_problem": text_problem,
                "tools_address": tools_address,
                "url_problem": url_problem,
            }
        )


def quoted(value: object) -> str:
    """Write a value as a literal that TOML, YAML, JSON and Python all read.

    Without `ensure_ascii=False` an emoji would become two surrogates, which TOML refuses.
    """
    return json.dumps(value, ensure_ascii=False)


def markdown(text: str) -> str:
    """Write a line of plain text so that Markdown shows it unchanged.

    What CommonMark and Python-Markdown both escape gets a backslash, the rest an entity; not `R&D`.
    """
    text = re.sub(r"[\\`*_{}\[\]#]", r"\\\g<0>", text)
    meant = r"&(?=#?[A-Za-z0-9]+;|\\#)|<(?=\S)|^>|\$(?=.*\$)|[|~]"
    text = re.sub(meant, lambda match: f"&#{ord(match[0])};", text)
    return re.sub(r"^(\d*)([.)+-])", r"\1\\\2", text)


def as_package_name(project_name: str) -> str:
    """Derive the name of a package from the name of its project."""
    ascii_name = unicodedata.normalize("NFKD", project_name.casefold()).encode("ascii", "ignore")
    words = "_".join(re.findall(r"[a-z0-9]+", ascii_name.decode())) or "ml_project"
    name = words[:NAME_LIMIT].rstrip("_")
    return f"ml_{words}"[:NAME_LIMIT].rstrip("_") if package_name_problem(name) else name


def package_name_problem(name: str, *, new: bool = True) -> str:
    """Say why a package cannot be called so."""
    return _name_problem(name, "_", "package", "underscores", new=new)


def distribution_name_problem(name: str, *, new: bool = True) -> str:
    """Say why a distribution, and the command that it installs, cannot be called so."""
    return _name_problem(name, "-", "distribution", "hyphens", new=new)


def change_problem(answer: str, first: str, page: str) -> str:
    """Say why an answer cannot differ from the one with which the project was rendered."""
    sentence = f"This project has {first}: an update cannot change that. See {PAGES}/{page}"
    return "" if answer == first else sentence


def text_problem(text: str, limit: int) -> str:
    """Say why a text is not a line that every file can hold."""
    if not 1 <= len(text) <= limit:
        return f"Write one line of 1 to {limit} characters, not {len(text)}."
    if text != text.strip():
        return "Write a line that neither starts nor ends with a space."
    if any(map(_is_invisible, text)):
        return "Write one line without control characters, direction marks or other hidden ones."
    return ""


def email_problem(email: str) -> str:
    """Say why this is not one address. None at all is fine."""
    if email and (len(email) > 254 or not EMAIL.fullmatch(email)):
        return "Write one address such as ada@example.org, or nothing."
    return ""


def url_problem(url: str) -> str:
    """Say why this is not the address of a repository. None at all is fine."""
    if url and (len(url) > 250 or not URL.fullmatch(url) or url.endswith(".git")):
        return (
            "Write the address of the repository's page such as https://example.org/ada/project, "
            "with no slash and no .git at its end, or nothing."
        )
    return ""


def tools_address(source: str, version: str | None, commit: str | None) -> str:
    """Write how the address of a tool of the template begins: at the commit rendered, or a folder.

    Copier keeps a relative path as it was typed, mostly in the folder above the project.
    """
    address = re.sub(r"^(\w+@[^:/]+):", r"ssh://\1/", source.removeprefix("git+"))
    for short, host in (("gh:", "github.com"), ("gl:", "gitlab.com")):
        address = re.sub(f"^{short}", f"https://{host}/", address)
    if "://" not in address:
        if not address.startswith(("/", "~")):
            return f"../{address}/"
        if not (commit and version) or re.search(r"-g[0-9a-f]+$", version):  # has own changes
            return f"{address}/"
        address = f"file://{address}".replace(" ", "%20")
    return f"git+{address}@{commit}#subdirectory="


def _name_problem(name: str, separator: str, kind: str, separators: str, *, new: bool) -> str:
    pattern = rf"[a-z][a-z0-9]*({separator}[a-z0-9]+)*"
    if len(name) > NAME_LIMIT or not re.fullmatch(pattern, name):
        return (
            f"A {kind} name has 1 to {NAME_LIMIT} characters: lowercase letters, digits and "
            f"single {separators} between them, a letter first."
        )
    if name in DEVICES:
        return f"Windows cannot store {name}: choose any other name, such as ml{separator}{name}."
    if new and name.replace("-", "_") in TAKEN.union(keyword.kwlist, sys.stdlib_module_names):
        return f"{name} means something else already: choose a name such as ml{separator}{name}."
    return ""


def _is_invisible(character: str) -> bool:
    """Tell whether a character steers text instead of showing in it.

    The two joiners are let through: emoji and several scripts are written with them.
    """
    if character in "\u200c\u200d":
        return False
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return noncharacter or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
