package io.barewire.testkit.acceptance;

import java.util.stream.Stream;

/// Whose tests are told again.
public enum Suite {
    FRR_K8S("frr-k8s", "acceptance"),
    OVN_KUBERNETES("OVN-Kubernetes", "acceptance of OVN-Kubernetes");

    private final String project;
    private final String mark;

    Suite(String project, String mark) {
        this.project = project;
        this.mark = mark;
    }

    /// As it calls itself.
    public String project() {
        return project;
    }

    Criterion first() {
        return Stream.of(Criterion.values())
                .filter(row -> row.suite() == this)
                .findFirst()
                .orElseThrow();
    }

    /// The comments around its table in a document.
    String begin() {
        return "<!-- " + mark + " -->\n";
    }

    String end() {
        return "<!-- end of " + mark + " -->";
    }
}
