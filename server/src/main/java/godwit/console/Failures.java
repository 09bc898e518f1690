package godwit.console;

import godwit.config.ConfigException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// How a failed command ends: a clear line on standard error, a stack trace only where asked for.
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier verbose;

  public Failures(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    sentences(failure).forEach(line -> command.getErr().println("godwit: " + line));
    if (verbose.getAsBoolean()) failure.printStackTrace(command.getErr());
    command.getErr().flush();
    return ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    var err = command.getErr();
    String sentence = misuse instanceof UnmatchedArgumentException unknown
        ? UnknownCommands.sentence(command, unknown.getUnmatched().getFirst())
        : misuse.getMessage();
    err.println("godwit: " + sentence);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return ExitCode.USAGE;
  }

  /// What went wrong, in lines for an operator.
  public static Stream<String> sentences(Exception failure) {
    return switch (failure) {
      case ConfigException config -> config.problems().stream();
      case CommandFailure expected -> Stream.of(String.valueOf(expected.getMessage()));
      case NoSuchFileException missing -> Stream.of("there is no file " + missing.getFile());
      case AccessDeniedException denied -> Stream.of("not allowed to use " + denied.getFile());
      case FileSystemException file -> Stream.of("cannot use " + file.getMessage());
      case IOException io -> Stream.of(Optional.ofNullable(io.getMessage()).orElse(io.toString()));
      default -> Stream.of("this is a fault of the program (--verbose shows where): " + failure);
    };
  }
}
