package formers.server;

import formers.generation.chat.ToolCall;
import formers.generation.serving.ChatListener;
import formers.generation.serving.TextEngine;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What comes of one request, from the thread that runs the model to the one that serves the client. As
/// long as a text may become, so many events may wait for a client that reads slowly.
final class Answering {

    /// Something that happened to the answer of a number.
    sealed interface Event {
        int choice();

        record Piece(int choice, TextPiece piece) implements Event {}

        record Call(int choice, int index, ToolCall call) implements Event {}

        record End(int choice, TextResult result) implements Event {}

        record Failure(int choice, RuntimeException problem) implements Event {}
    }

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /// Listeners for so many answers.
    List<ChatListener> listeners(int count) {
        var listeners = new ArrayList<ChatListener>();
        for (int i = 0; i < count; i++) {
            listeners.add(listener(i));
        }
        return listeners;
    }

    /// Sends what comes of a request, whole or as a stream.
    ///
    /// @param patience longest time that an answer may take
    /// @throws IOException if the client has gone, or does not read
    void deliver(
            Context context, Reply reply, TextEngine.Running running, int choices, boolean stream, Duration patience)
            throws IOException, InterruptedException {
        if (stream) {
            new EventStream(context).send(this, running, choices, reply);
        } else {
            Waiting.collect(this, running, choices, patience, Presence.of(context), reply::add);
            Bodies.send(context, reply.whole());
        }
    }

    private ChatListener listener(int choice) {
        return new ChatListener() {
            @Override
            public void onPiece(TextPiece piece) {
                events.add(new Event.Piece(choice, piece));
            }

            @Override
            public void onCall(int index, ToolCall call) {
                events.add(new Event.Call(choice, index, call));
            }

            @Override
            public void onEnd(TextResult result) {
                events.add(new Event.End(choice, result));
            }

            @Override
            public void onFailure(RuntimeException problem) {
                events.add(new Event.Failure(choice, problem));
            }
        };
    }
}
