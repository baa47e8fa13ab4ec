// NODE_EXTRA_CA_CERTS names the authority.
const answer = await fetch(process.env.URL + '/api/aws/policies/?page_size=1000', {
    headers: { Authorization: 'Bearer ' + process.env.TOKEN },
});
const rows = (await answer.json()).results;
const chosen = rows.filter(row => row.enabled).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
const line = (...cells) => console.log(String(cells[0]).padEnd(6) + String(cells[1]).padEnd(26) + cells[2]);
line('id', 'name', 'account');
for (const row of chosen) line(row.id, row.name, row.account);
console.log(`${chosen.length} of ${rows.length}`);
