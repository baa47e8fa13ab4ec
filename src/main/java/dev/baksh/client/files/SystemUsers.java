package dev.baksh.client.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reader of the users and groups of this machine, from the files of the system. */
final class SystemUsers {
    private static final int ID_FIELD = 2;
    private static final int PRIMARY_GROUP_FIELD = 3;
    private static final int MEMBERS_FIELD = 3;

    private SystemUsers() {}

    /**
     * Returns true when the process runs in a user namespace, and the id is the one that the kernel shows for owners
     * outside the namespace.
     */
    static boolean isUnmapped(Object userId) {
        try {
            return isUnmapped(
                    userId, lines(Path.of("/proc/sys/kernel/overflowuid")), lines(Path.of("/proc/self/uid_map")));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUnmapped(Object userId, List<String> overflow, List<String> ranges) {
        if (overflow.isEmpty() || !overflow.get(0).strip().equals(String.valueOf(userId))) return false;
        long id = Long.parseLong(overflow.get(0).strip());
        return !ranges.isEmpty() && ranges.stream().noneMatch(range -> contains(range, id));
    }

    /** @param range first id in the namespace, first id outside, number of ids */
    private static boolean contains(String range, long id) {
        String[] numbers = range.strip().split("\\s+");
        long first = Long.parseLong(numbers[0]);
        return id >= first && id < first + Long.parseLong(numbers[2]);
    }

    /**
     * Returns true when the group has the name of the user and no other member. A group that only a directory server
     * knows is judged by its name.
     */
    static boolean isPrivateGroup(String group, String user) {
        return isPrivateGroup(group, user, Path.of("/etc"));
    }

    /** @param folder folder of the files {@code group} and {@code passwd} */
    static boolean isPrivateGroup(String group, String user, Path folder) {
        // A name that the system could not decode may be another name in the files.
        if (!group.equals(user) || group.indexOf('\uFFFD') >= 0) return false;
        try {
            return isPrivateGroup(bytesOf(user), lines(folder.resolve("group")), lines(folder.resolve("passwd")));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isPrivateGroup(String user, List<String> groups, List<String> users) {
        for (String line : groups) {
            String[] fields = line.split(":", -1);
            if (fields.length <= MEMBERS_FIELD || !fields[0].equals(user)) continue;
            for (String member : fields[MEMBERS_FIELD].split(","))
                if (!member.isBlank() && !member.strip().equals(user)) return false;
            // On some systems, accounts without a login share the group of root.
            return user.equals("root") || !isPrimaryGroupOfOther(fields[ID_FIELD], user, users);
        }
        return true;
    }

    private static boolean isPrimaryGroupOfOther(String groupId, String user, List<String> users) {
        for (String line : users) {
            String[] fields = line.split(":", -1);
            if (fields.length > PRIMARY_GROUP_FIELD
                    && fields[PRIMARY_GROUP_FIELD].equals(groupId)
                    && !fields[0].equals(user)) return true;
        }
        return false;
    }

    /** Returns a name as {@link #lines} contains the name. */
    private static String bytesOf(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Returns the lines of a file in any character set, one character for each byte; no lines for a missing file. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
