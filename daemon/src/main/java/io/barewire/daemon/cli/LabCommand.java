package io.barewire.daemon.cli;

import io.barewire.lab.HtmlReport;
import io.barewire.lab.JsonReport;
import io.barewire.lab.LabFailure;
import io.barewire.lab.LocalAs;
import io.barewire.lab.Progress;
import io.barewire.lab.ScaleOptions;
import io.barewire.lab.ScaleReport;
import io.barewire.lab.ScaleRun;
import io.barewire.lab.TextReport;
import io.barewire.speaker.Secret;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "lab",
        description = "Tries out BGP speakers: this one, others, or a router on a lab network.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = LabCommand.Scale.class)
final class LabCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to try out: scale");
    }

    /// Runs [ScaleRun], writes its report, and says by the exit status whether all was as asked.
    @Command(
            name = "scale",
            description = {
                "Opens many sessions from one process, and reports how a speaker takes them.",
                "",
                "Without --target: against a Barewire speaker that it starts for this. Ctrl-C ends early, with a report."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:every session came up, stayed up, and was told what it should be",
                "1:not so, and the report says what; or it could not begin",
                "2:wrong command line",
                "130:ended by Ctrl-C, with a report of what there was"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  barewire lab scale --sessions 1000 --routes 10",
                "  barewire lab scale --sessions 1000 --ramp 0 --target 192.0.2.1:179 --peer-as 65000 \\",
                "      --source-addresses 192.0.2.128/25 --output report",
                ""
            })
    static final class Scale implements Callable<Integer> {
        private static final String HTML = "lab-scale.html";
        private static final String JSON = "lab-scale.json";
        private static final Duration LAST_WORDS = Duration.ofSeconds(30);

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Option(names = "--sessions", paramLabel = "N", required = true, description = "how many sessions")
        private int sessions;

        @Option(names = "--routes", paramLabel = "M", defaultValue = "1", description = "of each; ${DEFAULT-VALUE}")
        private int routes;

        @Option(
                names = "--target",
                paramLabel = "HOST:PORT",
                converter = SocketAddressConverter.class,
                description = "the speaker to try out, by address; default: a Barewire speaker of our own")
        private Optional<InetSocketAddress> target = Optional.empty();

        @Option(
                names = "--target-pid",
                paramLabel = "PID",
                split = ",",
                description = "the target's processes on this machine, whose CPU and memory are reported")
        private List<Long> targetPids = List.of();

        @Option(
                names = "--peer-as",
                paramLabel = "AS",
                defaultValue = "65000",
                description = "of the target; ${DEFAULT-VALUE}")
        private long peerAs;

        @Option(
                names = "--local-as",
                paramLabel = "AS[+]",
                defaultValue = "65001",
                converter = LocalAsConverter.class,
                description =
                        "of the sessions, or with + of the first, and the next one has the next; ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // has a default value
        private LocalAs localAs;

        @Option(
                names = "--source-addresses",
                paramLabel = "CIDR",
                converter = PrefixConverter.class,
                description =
                        "each session's own; a single address is for all; default: what the system chooses, loopback for a target of our own")
        private Optional<Prefix> sources = Optional.empty();

        @Option(
                names = "--prefixes",
                paramLabel = "CIDR",
                converter = PrefixConverter.class,
                description =
                        "where routes are taken from; default: 198.18.0.0/15 or 2001:2::/48, set aside for benchmarks")
        private Optional<Prefix> prefixes = Optional.empty();

        @Option(
                names = "--ramp",
                paramLabel = "N",
                defaultValue = "1000",
                description = "sessions that begin in a second; 0: all at once; ${DEFAULT-VALUE}")
        private int ramp;

        @Option(
                names = "--hold",
                paramLabel = "TIME",
                defaultValue = "10s",
                converter = SecondsConverter.class,
                description = "how long to hold the sessions; ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // has a default value
        private Duration hold;

        @Option(
                names = "--flap",
                paramLabel = "N",
                defaultValue = "0",
                description = "then end so many and begin them again; ${DEFAULT-VALUE}")
        private int flap;

        @Option(
                names = "--hold-time",
                paramLabel = "SECONDS",
                defaultValue = "90",
                description = "what OPENs ask for; ${DEFAULT-VALUE}")
        private int holdTime;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "its first line is the TCP MD5 key of every session")
        private Optional<Path> passwordFile = Optional.empty();

        @Option(
                names = "--probes",
                paramLabel = "N",
                defaultValue = "20",
                description = "updates whose way to all other sessions is timed; ${DEFAULT-VALUE}")
        private int probes;

        @Option(
                names = "--patience",
                paramLabel = "TIME",
                defaultValue = "60s",
                converter = SecondsConverter.class,
                description = "how long to wait for the last session, and for the target's updates; ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // has a default value
        private Duration patience;

        @Option(names = "--json", description = "the report as JSON on standard output, all else on standard error")
        private boolean json;

        @Option(
                names = "--output",
                paramLabel = "FOLDER",
                description = "where to write " + HTML + ", with plots, and " + JSON)
        private Optional<Path> output = Optional.empty();

        @Override
        public Integer call() {
            output.ifPresent(Scale::requireFolder);
            ScaleOptions options = options();
            CountDownLatch written = new CountDownLatch(1);
            Thread runner = Thread.currentThread();
            Thread onSignal = Thread.ofPlatform().unstarted(() -> endEarly(runner, written));
            Runtime.getRuntime().addShutdownHook(onSignal);
            try {
                PrintStream out = json ? System.err : System.out;
                ScaleReport report = ScaleRun.run(options, new Progress(out, isTerminal()));
                write(report, out);
                return report.problems().isEmpty() ? 0 : 1;
            } catch (LabFailure failure) {
                throw new CommandFailed(failure.what(), failure.remedy(), failure);
            } finally {
                written.countDown();
            }
        }

        private static void endEarly(Thread runner, CountDownLatch written) {
            runner.interrupt();
            try {
                if (!written.await(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("barewire: the sessions do not end; no report");
                }
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }

        private ScaleOptions options() {
            try {
                return new ScaleOptions(
                        sessions,
                        routes,
                        target,
                        targetPids,
                        peerAs,
                        localAs,
                        sources,
                        prefixes,
                        ramp,
                        hold,
                        flap,
                        holdTime,
                        passwordFile.map(Scale::key),
                        probes,
                        patience);
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
            }
        }

        private static Secret key(Path file) {
            try (var lines = Files.lines(file)) {
                return Secret.of(lines.findFirst().orElse(""));
            } catch (IOException | IllegalArgumentException notReadable) {
                throw new CommandFailed(
                        "no key can be read from " + file + ": " + notReadable.getMessage(),
                        "Its first line must be a key of 1 to 80 octets.",
                        notReadable);
            }
        }

        /// Before the run, not after it.
        private static void requireFolder(Path folder) {
            try {
                Files.createDirectories(folder);
            } catch (IOException failure) {
                throw cannotWrite(folder, failure);
            }
            if (!Files.isWritable(folder)) {
                throw cannotWrite(folder, new IOException("permission denied"));
            }
        }

        private static CommandFailed cannotWrite(Path folder, IOException failure) {
            return new CommandFailed(
                    "cannot write to " + folder + ": " + failure.getMessage(), "Give another --output.", failure);
        }

        private void write(ScaleReport report, PrintStream out) {
            out.println(TextReport.of(report));
            String document = JsonReport.of(report).toPrettyString();
            if (json) {
                System.out.println(document);
            }
            output.ifPresent(folder -> {
                try {
                    Files.writeString(folder.resolve(JSON), document + "\n");
                    Files.writeString(folder.resolve(HTML), HtmlReport.of(report));
                    out.println("plots: " + folder.resolve(HTML));
                } catch (IOException failure) {
                    throw cannotWrite(folder, failure);
                }
            });
        }

        private boolean isTerminal() {
            return !json
                    && Optional.ofNullable(System.console())
                            .filter(Console::isTerminal)
                            .isPresent();
        }
    }

    /// `192.0.2.0/24`, or a single address.
    static final class PrefixConverter implements ITypeConverter<Prefix> {
        @Override
        public Prefix convert(String text) {
            try {
                if (text.indexOf('/') >= 0) {
                    return Prefix.parse(text);
                }
                IpAddress address = IpAddress.parse(text);
                return Prefix.of(address, address.family().bits());
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a prefix such as 192.0.2.0/24 nor an address");
            }
        }
    }

    static final class LocalAsConverter implements ITypeConverter<LocalAs> {
        @Override
        public LocalAs convert(String text) {
            try {
                return LocalAs.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }
}
