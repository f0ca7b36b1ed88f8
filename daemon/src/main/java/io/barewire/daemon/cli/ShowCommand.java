package io.barewire.daemon.cli;

import io.barewire.daemon.control.Question;
import io.barewire.daemon.show.BfdView;
import io.barewire.daemon.show.ConditionsView;
import io.barewire.daemon.show.ConfigView;
import io.barewire.daemon.show.FibView;
import io.barewire.daemon.show.NeighborsView;
import io.barewire.daemon.show.NextHopsView;
import io.barewire.daemon.show.OvnView;
import io.barewire.daemon.show.ProblemsView;
import io.barewire.daemon.show.RoutesView;
import io.barewire.daemon.show.SummaryView;
import io.barewire.speaker.Endpoint;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description = "Shows what a running agent knows. Without --socket or --node: of the only agent here.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        footerHeading = "%nExamples:%n",
        footer = {
            "  barewire show summary",
            "  barewire show neighbors 192.0.2.1          why is it down?",
            "  barewire show routes received 192.0.2.1    and why is this prefix not used?",
            "  barewire show routes --prefix 10.244.0.0/16 -o json",
            ""
        })
final class ShowCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Mixin
    private final AgentConnection agent = new AgentConnection();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to show");
    }

    @Command(
            name = "summary",
            description = "Is all well? Identity, readiness, counts, one line per session.",
            mixinStandardHelpOptions = true)
    int summary() {
        return agent.show(new Question.Summary(), out(), SummaryView::text);
    }

    @Command(
            name = "neighbors",
            description = "Sessions, and why they are down; with PEER everything about one.",
            mixinStandardHelpOptions = true)
    int neighbors(
            @Parameters(paramLabel = "PEER", arity = "0..1", description = "its address, or its interface")
                    Optional<String> peer) {
        Question question = parsed(() -> new Question.Neighbors(peer.map(Endpoint::parse)));
        return agent.show(question, out(), (document, width) -> NeighborsView.text(document, peer.isPresent(), width));
    }

    @Command(
            name = "routes",
            description = {
                "The best routes (Loc-RIB), and what is exchanged with a peer.",
                "Alone: each prefix with its paths and the step of the decision that chose.",
                "With `received PEER`: what a peer sent, and why some of it is not used.",
                "With `advertised PEER`: what it is told.",
                "With `withheld PEER`: the best routes that it is not told, and why."
            },
            mixinStandardHelpOptions = true)
    int routes(
            @Parameters(
                            paramLabel = "received|advertised|withheld PEER",
                            arity = "0..2",
                            description = "one direction of one peer")
                    String[] of,
            @Mixin PageOptions page) {
        String[] words = of == null ? new String[0] : of;
        if (words.length == 0) {
            return agent.show(parsed(() -> new Question.Routes(page.page())), out(), RoutesView::bestText);
        }
        if (words.length == 2 && words[0].equals("received")) {
            Question question = parsed(() -> new Question.Received(Endpoint.parse(words[1]), page.page()));
            return agent.show(question, out(), RoutesView::receivedText);
        }
        if (words.length == 2 && words[0].equals("advertised")) {
            Question question = parsed(() -> new Question.Advertised(Endpoint.parse(words[1]), page.page()));
            return agent.show(question, out(), RoutesView::advertisedText);
        }
        if (words.length == 2 && words[0].equals("withheld")) {
            Question question = parsed(() -> new Question.Withheld(Endpoint.parse(words[1]), page.page()));
            return agent.show(question, out(), RoutesView::withheldText);
        }
        throw new ParameterException(
                spec.commandLine(),
                "after `routes` comes nothing, `received PEER`, `advertised PEER` or `withheld PEER`");
    }

    @Command(
            name = "fib",
            description = "What should be in the kernel, and what the kernel made of it.",
            mixinStandardHelpOptions = true)
    int fib(@Mixin PageOptions page) {
        return agent.show(parsed(() -> new Question.Fib(page.page())), out(), FibView::text);
    }

    @Command(
            name = "ovn",
            description =
                    "Routes, the rows of OVN's gateway router, the kernel: do they agree? Needs agent --ovn-nb or --ovn-snat.",
            mixinStandardHelpOptions = true)
    int ovn(@Mixin PageOptions page) {
        return agent.show(parsed(() -> new Question.Ovn(page.page())), out(), OvnView::text);
    }

    @Command(
            name = "nexthops",
            description = "How each next hop that peers named is reached, or why it is not.",
            mixinStandardHelpOptions = true)
    int nextHops() {
        return agent.show(new Question.NextHops(), out(), NextHopsView::text);
    }

    @Command(
            name = "conditions",
            description = "Conditional prefixes: what each waits for, whether it is announced, and why.",
            mixinStandardHelpOptions = true)
    int conditions() {
        return agent.show(new Question.Conditions(), out(), ConditionsView::text);
    }

    @Command(
            name = "bfd",
            description = "BFD sessions: state, agreed intervals, and why one is down.",
            mixinStandardHelpOptions = true)
    int bfd() {
        return agent.show(new Question.Bfd(), out(), BfdView::text);
    }

    @Command(
            name = "problems",
            description = "What is wrong in the manifests, and what would be right.",
            mixinStandardHelpOptions = true)
    int problems() {
        return agent.show(new Question.Problems(), out(), (document, _) -> ProblemsView.text(document));
    }

    @Command(
            name = "config",
            description = "The configuration in force, after all objects were merged.",
            mixinStandardHelpOptions = true)
    int config() {
        return agent.show(new Question.Config(), out(), ConfigView::text);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Question parsed(Supplier<Question> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
