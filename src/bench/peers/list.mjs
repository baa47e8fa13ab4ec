let count = 0, total = 0, more = true;
for (let page = 1; more; page++) {
    const answer = await (await fetch(process.env.URL + `/api/aws/policies/?page=${page}&page_size=1000`)).json();
    more = answer.next;
    for (const row of answer.results) {
        count++;
        total += row.id;
    }
}
console.log(count, total);
