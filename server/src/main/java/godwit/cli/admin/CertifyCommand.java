package godwit.cli.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.codec.payload.RoutingCode;
import godwit.console.Output;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `godwit certify`: lets a user of another authority, who was found infected here, upload there.
///
/// The running node asks that user's home authority, and gives a code for the user. The code is
/// printed and kept nowhere else.
@Command(
    name = "certify",
    description = "Ask a user's home authority to let that user upload; prints the user's code.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CertifyCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Option(
      names = "--home",
      paramLabel = "C/S",
      required = true,
      converter = Authority.class,
      description = "The user's home authority: country and state such as 578/0, or custom/HEX.")
  private RoutingCode home;

  @Mixin
  private CaseOptions ground;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = ground.document();
    ObjectNode authority = asked.putObject("home");
    if (home.custom()) authority.put("custom", home.hex());
    else authority.put("country", home.country()).put("state", home.state());
    OpsClient client = node.client();
    HttpResponse<String> answer = client.post("/admin/certification", asked);
    IssuedCode issued = IssuedCode.of(answer, client.address());
    boolean waits = RefusalText.object(answer.body())
        .map(read -> read.path("waiting").asBoolean())
        .orElse(false);
    String later = waits ? ", which fetches: the code waits until it has, a minute as a rule" : "";
    output.result(issued, issued.text() + "\nhome     " + home + later);
    return ExitCode.OK;
  }

  /// Reads an authority as paths name it.
  private static final class Authority implements ITypeConverter<RoutingCode> {
    @Override
    public RoutingCode convert(String text) {
      return RoutingCode.parse(text)
          .filter(RoutingCode::isRoutable)
          .orElseThrow(() -> new TypeConversionException(
              "'" + text + "' is not country/state such as 578/0, nor custom/ and 8 hex digits"));
    }
  }
}
