package formers.server;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Takes connections that can be watched, and gives each request the one it came by, as an attribute.
final class WatchedConnector extends ServerConnector {

    static final String END_POINT = WatchedEndPoint.class.getName();

    WatchedConnector(Server server, HttpConfiguration configuration, String host, int port) {
        super(server, new HttpConnectionFactory(configuration));
        setHost(host);
        setPort(port);
        configuration.addCustomizer((request, _) -> {
            request.setAttribute(
                    END_POINT, request.getConnectionMetaData().getConnection().getEndPoint());
            return request;
        });
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new WatchedEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
