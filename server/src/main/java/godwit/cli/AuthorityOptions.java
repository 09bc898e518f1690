package godwit.cli;

import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The options that name an authority: `--country C --state S`, or `--custom HEX`.
///
/// A command has it as an `@ArgGroup(multiplicity = "1")`.
public final class AuthorityOptions {
  @ArgGroup(exclusive = false)
  private @Nullable Nation nation;

  @Option(
      names = "--custom",
      paramLabel = "HEX",
      description = "A custom authority's code, 8 hex digits.")
  private @Nullable String custom;

  private static final class Nation {
    @Option(
        names = "--country",
        required = true,
        paramLabel = "C",
        description = "Country, ISO 3166-1 numeric, 1 to 999.")
    private int country;

    @Option(
        names = "--state",
        required = true,
        paramLabel = "S",
        description = "State, 0 for the national authority.")
    private int state;
  }

  /// The authority that is named.
  ///
  /// @param command whose usage it is
  public RoutingCode code(CommandLine command) {
    if (custom != null) {
      return RoutingCode.parseCustom(custom)
          .orElseThrow(() -> new ParameterException(command, "--custom needs 8 hex digits"));
    }
    return Optional.ofNullable(nation)
        .filter(given -> given.country >= 1 && given.country <= 999)
        .filter(given -> given.state >= 0 && given.state <= 0xFFFF)
        .map(given -> RoutingCode.nation(given.country, given.state))
        .orElseThrow(() -> new ParameterException(
            command, "--country is from 1 to 999 and --state from 0 to 65535"));
  }
}
