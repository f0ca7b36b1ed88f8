package io.barewire.daemon.demo;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `ping` printed.
///
/// @param sent how many requests, as the last lines say; 0 when they are missing
/// @param answered sequence numbers of the answers, beginning with 1
/// @param hopLimits TTLs or hop limits that the answers had left
/// @param milliseconds the fastest answer's round trip
record PingReport(int sent, SortedSet<Integer> answered, SortedSet<Integer> hopLimits, OptionalDouble milliseconds) {
    private static final Pattern ANSWER =
            Pattern.compile("\\d+ bytes from .*icmp_seq=(\\d{1,9}) ttl=(\\d{1,3}) time=([0-9.]{1,12}) ms");
    private static final Pattern SENT = Pattern.compile("^(\\d{1,9}) packets transmitted");

    PingReport {
        answered = Collections.unmodifiableSortedSet(new TreeSet<>(answered));
        hopLimits = Collections.unmodifiableSortedSet(new TreeSet<>(hopLimits));
    }

    /// Lines that say nothing of this are passed over.
    static PingReport parse(String output) {
        int sent = 0;
        SortedSet<Integer> answered = new TreeSet<>();
        SortedSet<Integer> hopLimits = new TreeSet<>();
        double fastest = Double.POSITIVE_INFINITY;
        for (String line : output.lines().toList()) {
            Matcher answer = ANSWER.matcher(line);
            Matcher end = SENT.matcher(line);
            if (answer.find()) {
                answered.add(Integer.parseInt(answer.group(1)));
                hopLimits.add(Integer.parseInt(answer.group(2)));
                fastest = Math.min(fastest, Double.parseDouble(answer.group(3)));
            } else if (end.find()) {
                sent = Integer.parseInt(end.group(1));
            }
        }
        return new PingReport(
                sent, answered, hopLimits, answered.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(fastest));
    }

    /// Whether so many were answered, and none before them was not: those after them may be on the way yet.
    boolean answeredAll(int requests) {
        return answered.size() >= requests && answered.last() == answered.size();
    }

    /// How many were not answered by a ping that was told to stop: requests after the last answer may have
    /// been on the way.
    int lostBeforeTheLastAnswer() {
        return answered.isEmpty() ? 0 : answered.last() - answered.size();
    }
}
