package io.barewire.daemon.cli;

import io.barewire.daemon.demo.DemoCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root command. It does nothing by itself; a new subcommand is one line in `subcommands`.
@Command(
        name = "barewire",
        description = "A BGP speaker for Kubernetes nodes: pods on the bare wire.",
        subcommands = {
            AgentCommand.class,
            DemoCommand.class,
            ShowCommand.class,
            ValidateCommand.class,
            VersionCommand.class
        },
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
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    /// The parser with all subcommands and the way failures are told.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Barewire());
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
