package io.barewire.daemon.cli;

import io.barewire.daemon.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root command. It does nothing by itself; a new subcommand is one line in [#SUBCOMMANDS].
@Command(
        name = "barewire",
        description = "A BGP speaker for Kubernetes nodes: pods on the bare wire.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, or faults were found; standard error says what and what to do",
            "2:the command line is wrong"
        })
public final class Barewire implements Runnable {
    private static final Map<String, Supplier<Object>> SUBCOMMANDS = Map.of(
            "agent", AgentCommand::new,
            "clear", ClearCommand::new,
            "controller", ControllerCommand::new,
            "demo", DemoCommand::new,
            "doctor", DoctorCommand::new,
            "graceful-shutdown", GracefulShutdownCommand::new,
            "lab", LabCommand::new,
            "show", ShowCommand::new,
            "validate", ValidateCommand::new,
            "version", VersionCommand::new);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    /// Parses and runs.
    ///
    /// @return the exit status
    public static int execute(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    /// The parser for these arguments and the way failures are told. When they begin with a subcommand, no other
    /// one is read: picocli reads annotations by reflection, and an agent's start has no tenth of a second for
    /// commands that it does not run.
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Barewire());
        Supplier<Object> only = arguments.length == 0 ? null : SUBCOMMANDS.get(arguments[0]);
        if (only != null) {
            line.addSubcommand(only.get());
        } else {
            new TreeMap<>(SUBCOMMANDS).values().forEach(subcommand -> line.addSubcommand(subcommand.get()));
        }
        sayVersionEverywhere(line);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            PrintWriter err = command.getErr();
            if (failure instanceof CommandFailed told) {
                err.println("barewire: " + told.what());
                err.println("  " + told.remedy());
            } else {
                err.println("barewire: unexpected failure, which is a defect worth reporting");
                failure.printStackTrace(err);
            }
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    /// `--version` is in the standard options of every subcommand.
    private static void sayVersionEverywhere(CommandLine line) {
        for (CommandLine subcommand : line.getSubcommands().values()) {
            subcommand.getCommandSpec().versionProvider(new VersionCommand());
            sayVersionEverywhere(subcommand);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
