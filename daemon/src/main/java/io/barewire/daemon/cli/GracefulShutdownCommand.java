package io.barewire.daemon.cli;

import io.barewire.daemon.control.Question;
import io.barewire.daemon.show.DeedsView;
import io.barewire.speaker.Endpoint;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "graceful-shutdown",
        description = {
            "Asks peers to prefer other ways before a session or the agent is shut down (RFC 8326).",
            "Routes to other ASes are marked with GRACEFUL_SHUTDOWN, within the AS they get LOCAL_PREF 0.",
            "Wait until traffic is gone; an agent that starts anew has forgotten it."
        },
        mixinStandardHelpOptions = true)
final class GracefulShutdownCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // multiplicity 1
    private ClearCommand.Whom whom;

    @Option(names = "--end", description = "take it back")
    private boolean end;

    @Override
    public Integer call() {
        try {
            Question order = new Question.GracefulShutdown(whom.peer().map(Endpoint::parse), !end);
            return agent.show(order, spec.commandLine().getOut(), DeedsView::text);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
