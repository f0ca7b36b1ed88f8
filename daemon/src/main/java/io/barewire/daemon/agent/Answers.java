package io.barewire.daemon.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bfd.BfdStatus;
import io.barewire.daemon.Version;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import io.barewire.daemon.show.BfdView;
import io.barewire.daemon.show.ConditionsView;
import io.barewire.daemon.show.ConfigView;
import io.barewire.daemon.show.FibView;
import io.barewire.daemon.show.NeighborsView;
import io.barewire.daemon.show.NextHopsView;
import io.barewire.daemon.show.OvnView;
import io.barewire.daemon.show.ProblemsView;
import io.barewire.daemon.show.RoutesView;
import io.barewire.daemon.show.SummaryView;
import io.barewire.fib.KernelFib;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.rib.PeerId;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What the agent says to each question on the control socket.
final class Answers implements Function<Request, Answer> {
    private static final long PATIENCE_SECONDS = 8;

    private final AgentState state;

    Answers(AgentState state) {
        this.state = state;
    }

    @Override
    public Answer apply(Request request) {
        return state.instance(request.vrf())
                .map(instance -> told(answer(request.question(), instance), request))
                .orElseGet(() -> new Answer.Refused(
                        "no VRF " + request.vrf() + " is configured", "`barewire show summary` lists those that are."));
    }

    /// Says whose answer it is.
    private static Answer told(Answer answer, Request request) {
        return switch (answer) {
            case Answer.Told(ObjectNode document) ->
                request.question() instanceof Question.Problems
                        ? answer
                        : new Answer.Told(document.put("vrf", request.vrf()));
            case Answer.Refused _ -> answer;
        };
    }

    private Answer answer(Question question, Instance instance) {
        return switch (question) {
            case Question.Summary() -> summary(instance);
            case Question.Neighbors(Optional<Endpoint> peer) ->
                peer.map(one -> neighbor(instance, one)).orElseGet(() -> neighbors(instance));
            case Question.Routes(Question.Page page) ->
                ask(instance, BgpSpeaker::routes, page, routes -> RoutesView.best(routes, page.limit()));
            case Question.Received(Endpoint peer, Question.Page page) ->
                ofPeer(
                        instance,
                        peer,
                        id -> ask(
                                instance,
                                (speaker, query) -> speaker.receivedRoutes(id, query),
                                page,
                                routes -> RoutesView.received(id.name(), routes, page.limit())));
            case Question.Advertised(Endpoint peer, Question.Page page) ->
                ofPeer(
                        instance,
                        peer,
                        id -> ask(
                                instance,
                                (speaker, query) -> speaker.advertisedRoutes(id, query),
                                page,
                                routes -> RoutesView.advertised(id.name(), routes, page.limit())));
            case Question.Withheld(Endpoint peer, Question.Page page) ->
                ofPeer(
                        instance,
                        peer,
                        id -> ask(
                                instance,
                                (speaker, query) -> speaker.withheldRoutes(id, query),
                                page,
                                routes -> RoutesView.withheld(id.name(), routes, page.limit())));
            case Question.Fib(Question.Page page) -> fib(instance, page);
            case Question.Ovn(Question.Page page) -> ovn(instance, page);
            case Question.NextHops() -> ask(instance, BgpSpeaker::nextHops, NextHopsView::document);
            case Question.Conditions() -> ask(instance, BgpSpeaker::conditions, ConditionsView::document);
            case Question.Bfd() ->
                new Answer.Told(BfdView.document(instance.speaker()
                        .map(speaker -> speaker.status().bfd())
                        .orElse(BfdStatus.NONE)));
            case Question.Problems() ->
                new Answer.Told(ProblemsView.document(state.view().problems()));
            case Question.Config() ->
                withSpeaker(instance, speaker -> new Answer.Told(ConfigView.document(speaker.config())));
            case Question.Clear order -> withSpeaker(instance, speaker -> Deeds.clear(speaker, order, instance::peer));
            case Question.GracefulShutdown order ->
                withSpeaker(instance, speaker -> Deeds.gracefulShutdown(speaker, order, instance::peer));
        };
    }

    private static Answer withSpeaker(Instance instance, Function<BgpSpeaker, Answer> answer) {
        return instance.speaker().map(answer).orElseGet(() -> notConfigured(instance));
    }

    private Answer summary(Instance instance) {
        Readiness readiness = state.readiness();
        return new Answer.Told(SummaryView.document(
                state.config().node(),
                Version.text(),
                state.startedAt(),
                state.now(),
                readiness.missing(),
                readiness.notes(),
                state.view().problems(),
                instance.sample(),
                state.instances()));
    }

    private Answer neighbors(Instance instance) {
        List<PeerStatus> peers =
                instance.speaker().map(speaker -> speaker.status().peers()).orElse(List.of());
        return new Answer.Told(NeighborsView.document(peers, state.now()));
    }

    private Answer neighbor(Instance instance, Endpoint peer) {
        PeerId id = instance.peer(peer);
        return instance.speaker()
                .flatMap(speaker -> speaker.status().peer(id))
                .<Answer>map(found -> new Answer.Told(NeighborsView.document(List.of(found), state.now())))
                .orElseGet(() -> unknown(id));
    }

    private static Answer ofPeer(Instance instance, Endpoint peer, Function<PeerId, Answer> answer) {
        PeerId id = instance.peer(peer);
        boolean known = instance.speaker()
                .map(speaker -> speaker.config().peers().stream()
                        .anyMatch(one -> one.id().equals(id)))
                .orElse(false);
        return known ? answer.apply(id) : unknown(id);
    }

    private static Answer unknown(PeerId peer) {
        return new Answer.Refused(
                "no peer " + peer + " is configured", "`barewire show neighbors` lists those that are.");
    }

    private static Answer notConfigured(Instance instance) {
        return new Answer.Refused(
                instance.prefix() + "nothing is in force yet",
                "`barewire show problems` says what is wrong in the manifests; with --vrf NAME a VRF answers.");
    }

    private static <T> Answer ask(
            Instance instance,
            BiFunction<BgpSpeaker, RouteQuery, CompletableFuture<List<T>>> query,
            Question.Page page,
            Function<List<T>, ObjectNode> document) {
        return ask(instance, speaker -> query.apply(speaker, page.query()), document);
    }

    private static <T> Answer ask(
            Instance instance,
            Function<BgpSpeaker, CompletableFuture<List<T>>> query,
            Function<List<T>, ObjectNode> document) {
        Optional<BgpSpeaker> speaker = instance.speaker();
        if (speaker.isEmpty()) {
            return notConfigured(instance);
        }
        try {
            List<T> routes = query.apply(speaker.get()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Answer.Told(document.apply(routes));
        } catch (TimeoutException late) {
            return busy();
        } catch (ExecutionException rejected) {
            return busy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    private static Answer busy() {
        return new Answer.Refused(
                "the routing thread has no time to answer", "Try again, or with a smaller --limit or a --prefix.");
    }

    private Answer ovn(Instance instance, Question.Page page) {
        Optional<SnatStatus> snat = state.snat();
        return instance.ovn()
                .map(router -> OvnView.document(
                        router.status(),
                        instance.fib().map(KernelFib::status),
                        page.within(),
                        page.after(),
                        page.limit()))
                .map(document ->
                        snat.map(status -> OvnView.with(document, status)).orElse(document))
                .or(() -> snat.map(OvnView::document))
                .<Answer>map(Answer.Told::new)
                .orElseGet(() -> new Answer.Refused(
                        "this agent knows no northbound database of OVN",
                        "Start it with --ovn-nb unix:/run/ovn/ovnnb_db.sock."));
    }

    private Answer fib(Instance instance, Question.Page page) {
        if (state.config().fib().isEmpty()) {
            return new Answer.Refused(
                    "this agent leaves the kernel's routes alone (--no-fib)", "Start it without --no-fib.");
        }
        return instance.fib()
                .<Answer>map(kernel -> new Answer.Told(
                        FibView.document(kernel.status(), page.within(), page.after(), page.limit(), state.now())))
                .orElseGet(() -> new Answer.Refused(
                        "there is no VRF device " + instance.name(), "Its routes wait until there is one."));
    }
}
