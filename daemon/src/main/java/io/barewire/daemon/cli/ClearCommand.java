package io.barewire.daemon.cli;

import io.barewire.daemon.control.Question;
import io.barewire.daemon.show.DeedsView;
import io.barewire.speaker.Endpoint;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "clear",
        description = {
            "Begins a session, or the exchange of routes in it, anew.",
            "Without --soft the session ends with Administrative Reset and is tried again at once."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  barewire clear 192.0.2.1 --message \"new line card\"", "  barewire clear --all --soft in", ""})
final class ClearCommand implements Callable<Integer> {
    /// Which direction of routes.
    enum Soft {
        IN,
        OUT
    }

    /// One peer or all: neither is what somebody types by mistake.
    static final class Whom {
        @Parameters(paramLabel = "PEER", description = "its address, or its interface")
        private Optional<String> peer = Optional.empty();

        @Option(names = "--all", description = "every peer")
        private boolean all;

        /// Empty: all of them.
        Optional<String> peer() {
            return all ? Optional.empty() : peer;
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // multiplicity 1
    private Whom whom;

    @Option(
            names = "--soft",
            paramLabel = "IN|OUT",
            description = "leave the session: `in` asks for the peer's routes again, `out` tells ours again")
    private Optional<Soft> soft = Optional.empty();

    @Option(
            names = "--keep-routes",
            description = "both ends keep their routes until the session is back, where they agreed on that (RFC 8538)")
    private boolean keepRoutes;

    @Option(names = "--message", paramLabel = "TEXT", description = "told to the peer's operator, up to 255 octets")
    private String message = "";

    @Override
    public Integer call() {
        if (soft.isPresent() && (keepRoutes || !message.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "--soft leaves the session, so --keep-routes and --message mean nothing");
        }
        Question.Clear.What what = soft.map(
                        direction -> direction == Soft.IN ? Question.Clear.What.IN : Question.Clear.What.OUT)
                .orElse(keepRoutes ? Question.Clear.What.SESSION : Question.Clear.What.HARD);
        try {
            Question order = new Question.Clear(whom.peer().map(Endpoint::parse), what, message);
            return agent.show(order, spec.commandLine().getOut(), DeedsView::text);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
