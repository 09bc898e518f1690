package godwit.cli.admin;

import picocli.CommandLine.Command;

/// `godwit code`: what health staff give to a user whose infection is confirmed.
@Command(
    name = "code",
    description = "Issue codes with which a user may upload; take back what was shared under them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CodeIssueCommand.class,
      CodeRevokeCommand.class,
    })
public final class CodeCommand {}
