package io.barewire.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.speaker.Endpoint;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuestionTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void readingWhatWasWrittenGivesTheSameQuestion() {
        Seeds.forSeeds(500, rng -> {
            Question question = question(rng);
            String vrf = question instanceof Question.Problems ? "default" : rng.oneOf("default", "red");
            Request request = new Request(vrf, question);
            assertEquals(request, Request.read(request.write(mapper), mapper));
        });
    }

    private static Question question(Rng rng) {
        IpAddress address = rng.oneIn(2)
                ? IpAddress.ipv4((int) rng.bits())
                : IpAddress.parse("2001:db8::" + Integer.toHexString(rng.between(1, 0xFFFF)));
        Endpoint peer = Endpoint.parse(rng.oneOf("192.0.2.1", "2001:db8::1", "eth0"));
        Optional<Prefix> prefix = rng.oneIn(2)
                ? Optional.empty()
                : Optional.of(Prefix.of(address, rng.between(0, address.family().bits())));
        Question.Page page = new Question.Page(
                prefix, rng.oneIn(2) ? Optional.empty() : prefix, rng.between(1, Question.Page.MOST_ROUTES));
        return rng.oneOf(
                new Question.Summary(),
                new Question.Bfd(),
                new Question.Conditions(),
                new Question.Neighbors(rng.oneIn(2) ? Optional.empty() : Optional.of(peer)),
                new Question.Routes(page),
                new Question.Received(peer, page),
                new Question.Advertised(peer, page),
                new Question.Withheld(peer, page),
                new Question.Fib(page),
                new Question.Ovn(page),
                new Question.NextHops(),
                new Question.Problems(),
                new Question.Config(),
                new Question.Clear(
                        rng.oneIn(2) ? Optional.empty() : Optional.of(peer),
                        rng.oneOf(Question.Clear.What.values()),
                        rng.oneOf("", "neue Karte – füß")),
                new Question.GracefulShutdown(rng.oneIn(2) ? Optional.empty() : Optional.of(peer), rng.oneIn(2)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        nothing          |                                                           | the question is not a JSON object
        a list           | []                                                        | the question is not a JSON object
        another version  | {"version":2,"show":"summary"}                            | this agent speaks version 1 of the control protocol
        no version       | {"show":"summary"}                                        | this agent speaks version 1 of the control protocol
        unknown question | {"version":1,"show":"weather"}                            | "show" is none of summary, neighbors, routes, received, advertised, withheld, fib, ovn, nexthops, conditions, bfd, problems, config
        unknown field    | {"version":1,"show":"routes","table":"red"}                 | "table" is no part of this question
        unknown deed     | {"version":1,"do":"reboot"}                               | "do" is none of clear, graceful-shutdown
        clears nothing   | {"version":1,"do":"clear"}                                | "what" is none of hard, session, in, out
        neither          | {"version":1,"do":"graceful-shutdown","what":"now"}       | "what" is none of begin, end
        shows and does   | {"version":1,"do":"clear","what":"in","limit":1}          | "limit" is no part of this question
        no peer          | {"version":1,"show":"received"}                           | "peer" is missing
        a long peer      | {"version":1,"show":"received","peer":"some.where.example"} | 'some.where.example' cannot be an interface's name
        a VRF's problems | {"version":1,"show":"problems","vrf":"red"}                | the manifests' problems are not those of a VRF
        a number as VRF  | {"version":1,"show":"summary","vrf":7}                    | "vrf" is not a string
        a number as peer | {"version":1,"show":"received","peer":7}                  | "peer" is not a string
        bad prefix       | {"version":1,"show":"routes","prefix":"10.0.0.0"}         | not a prefix (ADDRESS/LENGTH): "10.0.0.0"
        limit of zero    | {"version":1,"show":"routes","limit":0}                   | "limit" is not a number from 1 to 10000
        limit too large  | {"version":1,"show":"routes","limit":10001}               | "limit" is not a number from 1 to 10000
        limit as text    | {"version":1,"show":"routes","limit":"5"}                 | "limit" is not a number from 1 to 10000
        """)
    void aWrongQuestionSaysWhatIsWrong(String what, String line, String error) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Request.read(line == null ? "" : line, mapper), what);
        assertEquals(error, refused.getMessage());
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        assertThrows(IllegalArgumentException.class, () -> Request.read("[".repeat(8000), mapper));
    }
}
