package godwit.cli;

import godwit.cli.trust.PkiRevokeCommand;
import picocli.CommandLine.Command;

/// `godwit pki`: a small certificate authority of one's own.
@Command(
    name = "pki",
    description =
        "Make a certificate authority, and certificates for health authorities and venues.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PkiInitCommand.class,
      PkiAuthorityCommand.class,
      PkiGatewayCommand.class,
      PkiRevokeCommand.class,
    })
final class PkiCommand {}
