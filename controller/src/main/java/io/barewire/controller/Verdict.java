package io.barewire.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/// Whether an object may be stored. Warnings are shown to whoever stores it, as by kubectl.
sealed interface Verdict {
    List<String> warnings();

    record Allowed(List<String> warnings) implements Verdict {
        public Allowed {
            warnings = List.copyOf(warnings);
        }
    }

    /// @param message what is wrong, a line for each fault, and the node it is wrong for
    record Denied(String message, List<String> warnings) implements Verdict {
        public Denied {
            warnings = List.copyOf(warnings);
        }
    }

    /// The same with more warnings.
    default Verdict warning(List<String> more) {
        List<String> all = Stream.concat(warnings().stream(), more.stream()).toList();
        return switch (this) {
            case Allowed _ -> new Allowed(all);
            case Denied(String message, List<String> _) -> new Denied(message, all);
        };
    }

    /// The AdmissionReview to answer with.
    default ObjectNode review(String uid) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", AdmissionRequest.API_VERSION).put("kind", AdmissionRequest.KIND);
        ObjectNode response = review.putObject("response").put("uid", uid);
        switch (this) {
            case Allowed _ -> response.put("allowed", true);
            case Denied(String message, List<String> _) -> {
                response.put("allowed", false);
                response.putObject("status")
                        .put("code", 403)
                        .put("reason", "Forbidden")
                        .put("message", message);
            }
        }
        if (!warnings().isEmpty()) {
            var list = response.putArray("warnings");
            warnings().forEach(list::add);
        }
        return review;
    }
}
