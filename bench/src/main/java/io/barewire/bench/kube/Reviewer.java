package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.peers.BenchFailure;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Asks the controller's webhook what the API server asks it, over one connection that stays. The certificate is made
/// for a Service that is not here, so it is not looked at.
final class Reviewer implements AutoCloseable {
    static final int PORT = 19_443;

    private static final String ADDRESS = "https://127.0.0.1:" + PORT;
    private static final URI REVIEW = URI.create(ADDRESS + "/validate-frrk8s-metallb-io-v1beta1-frrconfiguration");
    private static final URI READY = URI.create(ADDRESS + "/readyz");

    private final HttpClient client;

    Reviewer() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAny()}, null);
            client = HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (GeneralSecurityException defect) {
            throw new BenchFailure("TLS", defect);
        }
    }

    static String review(ObjectNode object) {
        object.put("apiVersion", "frrk8s.metallb.io/v1beta1").put("kind", "FRRConfiguration");
        ObjectNode review = Fleet.parse("""
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                 "request": {"uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "operation": "UPDATE"}}""");
        ((ObjectNode) review.path("request")).set("object", object);
        ((ObjectNode) review.path("request")).set("oldObject", object);
        return review.toString();
    }

    boolean isReady() {
        try {
            return send(HttpRequest.newBuilder(READY)).statusCode() == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    /// @throws BenchFailure when the object is not allowed
    void ask(String review) {
        try {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(REVIEW).POST(HttpRequest.BodyPublishers.ofString(review)));
            if (answer.statusCode() != 200 || !answer.body().replace(" ", "").contains("\"allowed\":true")) {
                throw new BenchFailure("the webhook answers " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException failure) {
            throw new BenchFailure("the webhook", failure);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class TrustAny extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
