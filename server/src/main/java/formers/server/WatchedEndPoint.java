package formers.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection whose end can be looked for while a request is answered, when Jetty does not read from it.
/// That takes reading: what a client sent ahead (pipelining: RFC 9112, section 9.3.2) is kept, and read first
/// when Jetty reads again.
final class WatchedEndPoint extends SocketChannelEndPoint {

    /// Bytes kept; a client that sends more ahead is taken to be there.
    private static final int MOST_AHEAD = 8 << 10;

    /// Read and not asked for yet, from 0 to its position; made when there is something.
    private ByteBuffer ahead = BufferUtil.EMPTY_BUFFER; // guarded by this

    WatchedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /// Whether the client will send no more: it has closed the connection, or its half of it. Only for the
    /// thread that answers a request whose body has been read: nobody else reads then.
    ///
    /// @throws IOException if the connection is broken
    synchronized boolean inputEnded() throws IOException {
        if (isInputShutdown()) {
            return true;
        }
        if (ahead == BufferUtil.EMPTY_BUFFER) {
            ahead = ByteBuffer.allocate(MOST_AHEAD);
        }
        int read = ahead.hasRemaining() ? getChannel().read(ahead) : 0;
        if (ahead.position() == 0) {
            ahead = BufferUtil.EMPTY_BUFFER;
        }
        return read < 0;
    }

    @Override
    public synchronized int fill(ByteBuffer buffer) throws IOException {
        if (ahead.position() == 0) {
            return super.fill(buffer);
        }
        notIdle();
        ahead.flip();
        int filled = BufferUtil.append(buffer, ahead);
        ahead.compact();
        if (ahead.position() == 0) {
            ahead = BufferUtil.EMPTY_BUFFER;
        }
        return filled;
    }

    /// Bytes that are here already will not wake anybody.
    @Override
    protected void needsFillInterest() {
        boolean ready;
        synchronized (this) {
            ready = ahead.position() > 0;
        }
        if (ready) {
            Thread.startVirtualThread(() -> getFillInterest().fillable());
        } else {
            super.needsFillInterest();
        }
    }

    /// Sends bytes at once, and waits until they are on their way.
    ///
    /// @throws IOException if the client has gone, or does not read
    void send(byte[] bytes) throws IOException {
        try (var sent = Blocker.callback()) {
            write(sent, ByteBuffer.wrap(bytes));
            sent.block();
        }
    }
}
