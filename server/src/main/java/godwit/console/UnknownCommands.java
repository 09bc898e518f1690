package godwit.console;

import java.util.Comparator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Refuses a command that there is not, also where its help is asked for; names the nearest one.
///
/// Where help is asked for, picocli leaves whatever it does not know, and shows the help of what it
/// does: of another command than the one that was meant.
public final class UnknownCommands implements IExecutionStrategy {
  private final IExecutionStrategy next = new RunLast();

  @Override
  public int execute(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      List<String> unknown = command.getParseResult().unmatched();
      if (!unknown.isEmpty()) throw new Unknown(command, unknown.getFirst());
    }
    return next.execute(parsed);
  }

  /// A word that no command of a command line is called, nor anything else.
  static final class Unknown extends ParameterException {
    Unknown(CommandLine command, String word) {
      super(command, sentence(command, word));
    }
  }

  /// What is said of a word that a command does not know.
  static String sentence(CommandLine command, String word) {
    String name = command.getCommandSpec().qualifiedName();
    List<String> known = List.copyOf(command.getSubcommands().keySet());
    if (word.startsWith("-")) return name + " has no option " + word;
    if (known.isEmpty()) return name + " takes no further argument: " + word;
    return "there is no command '" + name + " " + word + "'; the nearest is '" + name + " "
        + nearest(word, known) + "'";
  }

  /// The one of those that the fewest changes of a letter lead to.
  static String nearest(String word, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String each) -> changes(word, each))
            .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /* Levenshtein's distance, a row at a time. */
  private static int changes(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) row[column] = column;
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column - 1], diagonal));
      }
    }
    return row[to.length()];
  }
}
