package godwit.cli.audit;

import picocli.CommandLine.Command;

/// `godwit audit`: what was exchanged and done, in a chain that shows whether it was altered.
@Command(
    name = "audit",
    description =
        "What was exchanged and done: whether the record is whole, all of it, a day of it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditVerifyCommand.class,
      AuditExportCommand.class,
      AuditReportCommand.class,
    })
public final class AuditCommand {}
