package dev.baksh.script.compile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A text's classes as bytes, and what they depend on besides the text.
 *
 * @param main    the name of the script's class
 * @param lookups the library classes that the compiler asked for
 */
record CompiledScript(String main, List<Code> classes, List<Lookup> lookups) {
    /**
     * @param unit    what Groovy calls the source that the class stands in
     * @param library the class is one of a library file
     */
    record Code(String name, String unit, boolean library, byte[] bytes) {}

    /**
     * A name that was looked up in the library folders.
     *
     * @param file where it was found, or empty
     * @param hash of the file, or empty
     */
    record Lookup(String name, String file, String hash) {}

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(main);
            out.writeInt(classes.size());
            for (Code code : classes) {
                out.writeUTF(code.name());
                out.writeUTF(code.unit());
                out.writeBoolean(code.library());
                out.writeInt(code.bytes().length);
                out.write(code.bytes());
            }
            out.writeInt(lookups.size());
            for (Lookup lookup : lookups) {
                out.writeUTF(lookup.name());
                out.writeUTF(lookup.file());
                out.writeUTF(lookup.hash());
            }
            out.writeLong(sum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException these are not the bytes that were written */
    static CompiledScript of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < Long.BYTES) throw new IOException("cut off");
            DataInputStream tail =
                    new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - Long.BYTES, Long.BYTES));
            if (tail.readLong() != sum(bytes, bytes.length - Long.BYTES)) throw new IOException("damaged");
            String main = in.readUTF();
            List<Code> classes = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                classes.add(new Code(in.readUTF(), in.readUTF(), in.readBoolean(), in.readNBytes(in.readInt())));
            }
            List<Lookup> lookups = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--)
                lookups.add(new Lookup(in.readUTF(), in.readUTF(), in.readUTF()));
            return new CompiledScript(main, classes, lookups);
        }
    }

    private static long sum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
