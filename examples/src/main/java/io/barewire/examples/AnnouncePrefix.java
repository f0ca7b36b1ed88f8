package io.barewire.examples;

import io.barewire.speaker.BgpSpeaker;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Announces prefixes for as long as it runs, and prints what becomes of its sessions.
@Command(
        name = "announce",
        description = "Announces prefixes to its peers until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class AnnouncePrefix implements Callable<Integer> {
    static final class PrefixConverter implements ITypeConverter<Prefix> {
        @Override
        public Prefix convert(String text) {
            return Prefix.parse(text);
        }
    }

    @Mixin
    private SpeakerOptions options = new SpeakerOptions();

    @Parameters(
            paramLabel = "PREFIX",
            arity = "1..*",
            converter = PrefixConverter.class,
            description = "what to announce: 203.0.113.0/24")
    private List<Prefix> prefixes = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Examples.untilStopped(start(options, prefixes, System.out));
        return 0;
    }

    static BgpSpeaker start(SpeakerOptions options, List<Prefix> prefixes, PrintStream out) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(options.config());
        speaker.addListener(event -> out.println(event));
        speaker.start();
        prefixes.forEach(speaker::announce);
        out.println("announcing " + prefixes);
        return speaker;
    }
}
