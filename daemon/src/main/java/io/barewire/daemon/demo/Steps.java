package io.barewire.daemon.demo;

import io.barewire.daemon.demo.StepResult.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs steps in order until one fails; those that clean up run in any case.
final class Steps {
    private Steps() {}

    /// A result for each step. When the thread is interrupted the current step is stopped, and the flag is set again
    /// at the end.
    static List<StepResult> run(List<Step> steps, Screen screen) {
        List<StepResult> results = new ArrayList<>();
        boolean over = false;
        boolean interrupted = false;
        for (Step step : steps) {
            if (over && !step.always()) {
                results.add(new StepResult(step.title(), Verdict.NOT_RUN, Duration.ZERO, ""));
                continue;
            }
            // A signal between two steps must not stop the cleaning up.
            if (step.always() && Thread.interrupted()) {
                interrupted = true;
            }
            screen.begin(results.size() + 1, steps.size(), step.title());
            long began = System.nanoTime();
            Verdict verdict = Verdict.FAILED;
            String seen;
            try {
                seen = step.trial().run();
                verdict = Verdict.HELD;
            } catch (InterruptedException signal) {
                interrupted = true;
                verdict = Verdict.STOPPED;
                seen = "interrupted";
            } catch (StepFailure failure) {
                seen = failure.seen();
            } catch (RuntimeException defect) {
                seen = "unexpected, a defect of the demo: " + defect + " at " + place(defect);
            }
            // An interrupt closes channels, which the step takes for a failure of whoever is at the other end.
            if (verdict == Verdict.FAILED && Thread.currentThread().isInterrupted()) {
                verdict = Verdict.STOPPED;
            }
            over |= verdict != Verdict.HELD;
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            screen.end(verdict, took, seen);
            results.add(new StepResult(step.title(), verdict, took, seen));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return results;
    }

    private static String place(RuntimeException defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
