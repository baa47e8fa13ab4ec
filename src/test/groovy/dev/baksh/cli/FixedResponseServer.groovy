package dev.baksh.cli

/** Answers everything that it is sent with the same text, and hangs up. */
class FixedResponseServer implements Closeable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.loopbackAddress)

    FixedResponseServer(String response) {
        Thread.startDaemon {
            try {
                while (true) {
                    socket.accept().withCloseable { connection ->
                        connection.inputStream.read(new byte[1 << 14])
                        connection.outputStream.write(response.getBytes('US-ASCII'))
                    }
                }
            } catch (SocketException closed) {
                // That is how it ends.
            }
        }
    }

    int getPort() {
        return socket.localPort
    }

    @Override
    void close() {
        socket.close()
    }
}
