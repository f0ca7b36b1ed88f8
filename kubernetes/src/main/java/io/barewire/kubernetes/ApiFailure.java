package io.barewire.kubernetes;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request to the API server that did not do what it was for.
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String remedy;

    private ApiFailure(int status, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.remedy = remedy;
    }

    /// For an [ApiServer] of one's own.
    ///
    /// @param status the HTTP status; 0 when there was no whole answer
    public static ApiFailure of(int status, String message) {
        return new ApiFailure(status, message, "", null);
    }

    /// The server refused.
    ///
    /// @param serverSays its message
    static ApiFailure refused(Request request, int status, String serverSays) {
        String remedy = switch (status) {
            case 401 -> "give it a token or certificate that the API server accepts";
            case 403 -> "let its role \"" + request.verb() + "\" " + request.resource();
            case 404 -> "install the CustomResourceDefinition if \"" + request.resource() + "\" is unknown";
            case 429 -> "the API server has too much to do; this is tried again";
            default -> "";
        };
        return new ApiFailure(status, request + ": " + status + " " + serverSays, remedy, null);
    }

    /// There was no answer, or not a whole one.
    static ApiFailure unanswered(Request request, Throwable cause) {
        String why = cause.getMessage() == null
                ? cause.getClass()
                        .getSimpleName()
                        .replaceFirst("Exception$", "")
                        .toLowerCase(Locale.ROOT)
                : cause.getMessage();
        return new ApiFailure(0, request + ": " + why, "", cause);
    }

    /// The HTTP status; 0 when there was no whole answer.
    public int status() {
        return status;
    }

    /// What to do about it; empty when nobody but time can help.
    public String remedy() {
        return remedy;
    }

    /// What failed, and what to do about it.
    public String withRemedy() {
        return getMessage() + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
