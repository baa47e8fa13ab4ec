package dev.baksh.client.files;

import java.io.IOException;
import java.nio.file.Files;
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
        List<String> overflow = lines("/proc/sys/kernel/overflowuid");
        if (overflow.isEmpty() || !overflow.get(0).strip().equals(String.valueOf(userId))) return false;
        long id = Long.parseLong(overflow.get(0).strip());
        List<String> ranges = lines("/proc/self/uid_map");
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
        if (!group.equals(user)) return false;
        for (String line : lines("/etc/group")) {
            String[] fields = line.split(":", -1);
            if (fields.length <= MEMBERS_FIELD || !fields[0].equals(group)) continue;
            for (String member : fields[MEMBERS_FIELD].split(","))
                if (!member.isBlank() && !member.strip().equals(user)) return false;
            // On some systems, accounts without a login share the group of root.
            return user.equals("root") || !isPrimaryGroupOfOther(fields[ID_FIELD], user);
        }
        return true;
    }

    private static boolean isPrimaryGroupOfOther(String groupId, String user) {
        for (String line : lines("/etc/passwd")) {
            String[] fields = line.split(":", -1);
            if (fields.length > PRIMARY_GROUP_FIELD
                    && fields[PRIMARY_GROUP_FIELD].equals(groupId)
                    && !fields[0].equals(user)) return true;
        }
        return false;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of(); // The system has no such file.
        }
    }
}
