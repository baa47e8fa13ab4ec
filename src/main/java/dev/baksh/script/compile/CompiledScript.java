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
 * Compiled classes of a script as bytes, with the library lookups that the result depends on.
 *
 * @param mainClass name of the script class
 * @param lookups library classes that the compiler looked up
 */
record CompiledScript(String mainClass, List<ClassFile> classes, List<LibraryLookup> lookups) {
    /**
     * @param unit name of the compilation unit that contains the class
     * @param fromLibrary true for a class of a library file
     */
    record ClassFile(String name, String unit, boolean fromLibrary, byte[] bytes) {}

    /**
     * Lookup of a class name in the library folders.
     *
     * @param file the file found, or empty
     * @param hash hash of the file, or empty
     */
    record LibraryLookup(String name, String file, String hash) {}

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(mainClass);
            out.writeInt(classes.size());
            for (ClassFile classFile : classes) {
                out.writeUTF(classFile.name());
                out.writeUTF(classFile.unit());
                out.writeBoolean(classFile.fromLibrary());
                out.writeInt(classFile.bytes().length);
                out.write(classFile.bytes());
            }
            out.writeInt(lookups.size());
            for (LibraryLookup lookup : lookups) {
                out.writeUTF(lookup.name());
                out.writeUTF(lookup.file());
                out.writeUTF(lookup.hash());
            }
            out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException the bytes are incomplete or damaged */
    static CompiledScript fromBytes(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < Long.BYTES) throw new IOException("cut off");
            DataInputStream tail =
                    new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - Long.BYTES, Long.BYTES));
            if (tail.readLong() != checksum(bytes, bytes.length - Long.BYTES)) throw new IOException("damaged");
            String mainClass = in.readUTF();
            List<ClassFile> classes = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                classes.add(new ClassFile(in.readUTF(), in.readUTF(), in.readBoolean(), in.readNBytes(in.readInt())));
            }
            List<LibraryLookup> lookups = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--)
                lookups.add(new LibraryLookup(in.readUTF(), in.readUTF(), in.readUTF()));
            return new CompiledScript(mainClass, classes, lookups);
        }
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
