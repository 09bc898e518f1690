package godwit.cli.admin;

import godwit.codec.json.RiskWords;
import godwit.console.NumberOption;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/// Reads a risk type of the command line: its word, or its number from 0 to 255.
///
/// - source: docs/protocol.md, "Risk types"
public final class RiskTypeOption implements ITypeConverter<Integer> {
  private static final List<String> WORDS = RiskWords.TYPES.all();

  @Override
  public Integer convert(String text) {
    int word = WORDS.indexOf(text);
    return word >= 0
        ? word
        : NumberOption.uint8(text, "a number from 0 to 255, or one of " + WORDS);
  }
}
